import type { ResolvedConfig } from '../config/model.js';
import type { WantedComponent } from '../metadata/component.js';
import { fieldsOf } from '../metadata/field-table.js';
import { renderManifest } from '../metadata/manifest.js';
import { findType } from '../metadata/types.js';
import type { PlacedComponent } from '../project/place-source.js';
import type { SfdxProject } from '../project/sfdx-project.js';

/** Manifest of what goes into the packages of the owner's apps. */
export const PACKAGED_MANIFEST = 'manifest/packaged-apps.xml';

/** Gives the apps of a config that this org owns and a package brings to others. */
function packagedApps({ apps }: ResolvedConfig): ReadonlySet<string> {
  return new Set(apps.filter((app) => app.role === 'owner' && app.distribution === 'Packaged').map(({ name }) => name));
}

/** Renders the manifest of what a package may hold; undefined where no app of the config goes into one. */
export function packagedManifest(config: ResolvedConfig, wanted: readonly WantedComponent[]): string | undefined {
  const apps = packagedApps(config);
  const inside = wanted.filter(({ app, type }) => apps.has(app) && findType(type)?.packageable === true);
  return inside.length === 0 ? undefined : renderManifest(inside, config.apiVersion);
}

/**
 * Keeps in the source of a packaged app the links to the org that owns it, which a retrieve brought: the package has to
 * hold them, and no config knows them before the org has made them up.
 *
 * @param previous - Text of the file that lies there; undefined when none does.
 */
export async function withOwnLinks(
  component: WantedComponent,
  previous: string | undefined,
  config: ResolvedConfig,
): Promise<WantedComponent> {
  const { type, fullName, app } = component;
  const links = fieldsOf(type).filter(({ field, link }) => link === true && previous?.includes(`<${field}>`) === true);
  if (previous === undefined || links.length === 0 || !packagedApps(config).has(app)) return component;
  const { parse } = await import('../metadata/parse.js');
  const { fields = {} } = parse(type, fullName, previous).component ?? {};
  const kept = links.flatMap(({ field }) => {
    const value = fields[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  return { ...component, fields: { ...Object.fromEntries(kept), ...component.fields } };
}

/** Warns of files of packaged apps that lie where a package takes everything, and that no package may hold. */
export function unpackageable(
  config: ResolvedConfig,
  placed: readonly PlacedComponent<WantedComponent>[],
  project: SfdxProject | undefined,
): readonly string[] {
  const apps = packagedApps(config);
  const outside = placed.filter(
    ({ component: { app, type } }) => apps.has(app) && findType(type)?.packageable !== true,
  );
  return (project?.packages ?? []).flatMap(({ folder, name }) => {
    const inside = outside.filter(({ path }) => folder === '' || path.startsWith(`${folder}/`));
    if (inside.length === 0) return [];
    const files = inside.map(({ path }) => path).join(', ');
    return [
      `The package "${name}" takes all of ${folder === '' ? 'the project' : folder}, and global OAuth settings and policies may not go into one. Move these to a package directory without "package" in sfdx-project.json, and eca writes them there from then on: ${files}`,
    ];
  });
}
