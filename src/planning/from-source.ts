import { join } from 'node:path';
import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { findField } from '../metadata/field-table.js';
import { parse } from '../metadata/parse.js';
import { findType, typeOfPath } from '../metadata/types.js';
import { PACKAGE_FOLDER, readSourceFiles } from '../project/source-files.js';

/**
 * Reads the components of a config's apps out of the project's source, to compare them with an org. Every field that
 * stands in a file counts, since a deploy of that file would set it; what the org fills in does not.
 *
 * @throws SourceInvalidError when the source has nothing of these apps, or a file cannot be read.
 */
export async function readSource(root: string, config: ResolvedConfig): Promise<readonly WantedComponent[]> {
  const files = (await readSourceFiles(join(root, PACKAGE_FOLDER), (path) => typeOfPath(path) !== undefined)) ?? [];
  const components = files.map(({ path, text }) => {
    const type = typeOfPath(path)?.name ?? '';
    const fullName = (path.split('/').at(-1) ?? path).replace(/\.\w+(?:-meta\.xml)?$/, '');
    const { component, problems } = parse(type, fullName, text);
    if (component === undefined) throw unreadable(`${PACKAGE_FOLDER}/${path}`, problems[0]?.message ?? '');
    return component;
  });
  const apps = new Set(config.apps.map(({ name }) => name));
  const wanted = components.flatMap((component) => wantedOf(component, apps) ?? []);
  if (wanted.length > 0) return wanted.sort((a, b) => orderOf(a) - orderOf(b));
  throw new EcaError({
    name: 'SourceInvalidError',
    message: `${PACKAGE_FOLDER} has nothing of ${[...apps].join(', ')}.`,
    actions: ['Write the source with `eca generate`, or leave --source out to compare the config.'],
  });
}

function orderOf({ type }: MetadataComponent): number {
  return findType(type)?.deployOrder ?? 0;
}

function wantedOf(component: MetadataComponent, apps: ReadonlySet<string>): WantedComponent | undefined {
  const type = findType(component.type);
  const owner = type?.owner === undefined ? component.fullName : component.fields[type.owner];
  if (typeof owner !== 'string' || !apps.has(owner)) return undefined;
  const managed = Object.keys(component.fields).filter((field) => {
    const row = findField(component.type, field);
    return field !== type?.owner && row?.serverOwned !== true && row?.action !== true && row?.never !== true;
  });
  return { ...component, app: owner, managed, named: false };
}

function unreadable(file: string, why: string): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message: `${file} cannot be read: ${why}`,
    actions: ['`eca validate --source-dir force-app` shows everything that is wrong with the source.'],
  });
}
