import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { appOf } from '../metadata/parts.js';
import { findType } from '../metadata/types.js';
import { readParts, readPartsAndNames, type PartsAsked, type PartsFound, type Reading } from './app-parts.js';
import { selectionOf } from './components.js';
import type { MemberSelection, Org } from './org.js';

/** Reads those components of the org that are compared with wanted ones. */
export async function readCompared(
  org: Org,
  wanted: readonly WantedComponent[],
  reading: Reading,
): Promise<readonly MetadataComponent[]> {
  return (await readParts(org, askedFor(wanted), reading)).components;
}

/** Reads those components of the org that are compared with wanted ones, and the names of all its apps. */
export function readComparedAndNames(
  org: Org,
  wanted: readonly WantedComponent[],
  reading: Reading,
): Promise<PartsFound> {
  return readPartsAndNames(org, askedFor(wanted), reading);
}

function askedFor(wanted: readonly WantedComponent[]): PartsAsked {
  const isOwned = ({ type }: MetadataComponent): boolean => findType(type)?.role !== 'other';
  const parts = wanted.filter(isOwned);
  return {
    apps: [...new Set(parts.map((part) => appOf(part) ?? part.app))],
    types: [...new Set(parts.map(({ type }) => type))],
    named: parts,
    beside: selectionBeside(wanted.filter((component) => !isOwned(component))),
  };
}

/** What belongs to no app is asked for by its name: an org can have very many permission sets. */
function selectionBeside(wanted: readonly MetadataComponent[]): readonly MemberSelection[] {
  return [...Map.groupBy(wanted, ({ type }) => type)].flatMap(([type, own]) =>
    findType(type)?.member === undefined
      ? [{ type, members: [...new Set(own.map(({ fullName }) => fullName))] }]
      : selectionOf([type]),
  );
}
