import type { Manifest } from '../metadata/parse-manifest.js';
import { identityOf } from './place-source.js';

const OPEN = '<!-- Written by eca, and no longer in the config: ';
const NOTE = /<!--\s*Written by eca, and no longer in the config:\s*([\w:;\s]*?)\s*-->/;

/** A component by type and full name. */
export interface ComponentName {
  readonly type: string;
  readonly fullName: string;
}

/**
 * Gives the identities of what an earlier run wrote: the members of its manifest, and what that manifest already calls no
 * longer in the config. Only these may be called left over: other files of a project are somebody else's.
 */
export function writtenBefore(text: string, { types }: Manifest): ReadonlySet<string> {
  const members = types.flatMap(({ name: type, members: names }) =>
    names.map((fullName) => identityOf({ type, fullName })),
  );
  const noted = (NOTE.exec(text)?.[1] ?? '').split(';').map((each) => each.trim());
  const left = noted.flatMap((each) => {
    const [type = '', fullName = ''] = each.split(':');
    return fullName === '' ? [] : [identityOf({ type, fullName })];
  });
  return new Set([...members, ...left]);
}

/** Adds to a manifest what is left over, so that the next run still knows whose files these are. */
export function withLeftOver(manifest: string, leftOver: readonly ComponentName[]): string {
  if (leftOver.length === 0) return manifest;
  const names = leftOver.map(({ type, fullName }) => `${type}:${fullName}`).sort();
  return manifest.replace('</Package>', () => `    ${OPEN}${names.join('; ')} -->\n</Package>`);
}
