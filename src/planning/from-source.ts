import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { findField } from '../metadata/field-table.js';
import { parse } from '../metadata/parse.js';
import { saysTheSame } from '../metadata/same-component.js';
import { findType } from '../metadata/types.js';
import { componentOf, identityOf } from '../project/place-source.js';
import { findLayout, readLayout, type SourceLayout } from '../project/source-layout.js';
import type { Environment } from '../work.js';

/** A component of the source, with the file that holds it. */
interface SourceComponent {
  readonly component: MetadataComponent;
  readonly path: string;
}

/**
 * Reads the components of a config's apps out of the project's source, as a deploy of it by `sf` would send them, to
 * compare them with an org. Every field that stands in a file counts, since a deploy of that file would set it; what the
 * org fills in does not.
 *
 * @throws SourceInvalidError when the source has nothing of these apps, a file cannot be read, or several files hold one
 * component and do not say the same.
 */
export async function readSource(
  root: string,
  config: ResolvedConfig,
  env: Environment,
): Promise<readonly WantedComponent[]> {
  const layout = await findLayout(root);
  const apps = new Set(config.apps.map(({ name }) => name));
  const files = await readLayout(layout, (path) => isOfApp(path), env);
  const components = files.map(({ path, text }) => ({ path, component: parsed(path, text) }));
  const wanted = components.filter(({ component }) => wantedOf(component, apps) !== undefined);
  if (wanted.length === 0) throw nothingOf(layout, [...apps]);
  return onePerComponent(wanted)
    .flatMap((component) => wantedOf(component, apps) ?? [])
    .sort((a, b) => orderOf(a) - orderOf(b));
}

/** Other metadata of a project is not read: it has no part in the comparison. */
function isOfApp(path: string): boolean {
  const type = findType(componentOf(path)?.type ?? '');
  return type !== undefined && (type.role !== 'other' || type.member !== undefined);
}

function parsed(path: string, text: string): MetadataComponent {
  const { type, fullName } = componentOf(path) ?? { type: '', fullName: '' };
  const { component, problems } = parse(type, fullName, text);
  if (component === undefined) throw unreadable(path, problems[0]?.message ?? '');
  return component;
}

/** Takes one of the files that hold the same, and refuses to choose between files that do not. */
function onePerComponent(found: readonly SourceComponent[]): readonly MetadataComponent[] {
  return [...Map.groupBy(found, ({ component }) => identityOf(component)).values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first === undefined) return [];
    const other = others.find(({ component }) => !isSame(component, first.component));
    if (other === undefined) return [first.component];
    throw new EcaError({
      name: 'SourceInvalidError',
      message: `${first.component.type} ${first.component.fullName} lies in ${first.path} and in ${other.path}, which do not say the same: nobody can tell which of them is deployed.`,
      actions: ['Leave --source out to compare the config, or keep one of the files in the package directories.'],
    });
  });
}

function isSame(a: MetadataComponent, b: MetadataComponent): boolean {
  return saysTheSame({ component: a, problems: [], valueless: [] }, b, new Set());
}

function nothingOf({ packages }: SourceLayout, apps: readonly string[]): EcaError {
  return new EcaError({
    name: 'SourceInvalidError',
    message: `${packages.join(' and ')} ${packages.length === 1 ? 'has' : 'have'} nothing of ${apps.join(', ')}.`,
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
