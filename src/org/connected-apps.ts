import type { MetadataComponent } from '../metadata/component.js';
import { findType } from '../metadata/types.js';
import type { MemberSelection, Org, PackageFile } from './org.js';

/** A Connected App as the org gives it back. */
export interface ConnectedAppFile {
  readonly fullName: string;
  readonly text: string;
}

const TYPE = 'ConnectedApp';

/** Gives what a retrieve asks for to read Connected Apps; those that the org does not have are left out. */
export function connectedAppSelection(names: readonly string[]): readonly MemberSelection[] {
  return names.length === 0 ? [] : [{ type: TYPE, members: names }];
}

/** Finds Connected Apps among the files of a retrieve. */
export function connectedAppsIn(files: readonly PackageFile[]): readonly ConnectedAppFile[] {
  return files.flatMap(({ path, text }) => {
    const [, fullName] = /([^/]+)\.connectedApp$/.exec(path) ?? [];
    return fullName === undefined ? [] : [{ fullName: decodeURIComponent(fullName), text }];
  });
}

/**
 * Finds the apps that Setup made of a Connected App: both have one name, which no two apps can have otherwise. Key and secret
 * are the same; the Connected App is read-only, and active again once the app is deleted.
 */
export function migratedAppsIn(
  files: readonly PackageFile[],
  components: readonly MetadataComponent[],
): ReadonlySet<string> {
  const connected = new Set(connectedAppsIn(files).map(({ fullName }) => fullName.toLowerCase()));
  const apps = components.filter(({ type }) => findType(type)?.role === 'app').map(({ fullName }) => fullName);
  return new Set(apps.filter((name) => connected.has(name.toLowerCase())));
}

/** Reads the labels of the org's Connected Apps; their API names are in no table. */
export async function readConnectedAppLabels(org: Org): Promise<readonly string[]> {
  const rows = await org.query<{ readonly Name: string }>('SELECT Name FROM ConnectedApplication ORDER BY Name');
  return rows.map(({ Name }) => Name);
}
