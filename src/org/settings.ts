import { readDocument } from '../metadata/document.js';
import type { PackageFile } from './org.js';

/** Org-wide switches, by settings and field: `ExternalClientApp.enableClientSecretInRestApiAccess`. */
export type OrgSettings = ReadonlyMap<string, boolean>;

/** What a retrieve asks for to read the switches. */
export const SETTINGS_SELECTION = { type: 'Settings', members: ['ExternalClientApp', 'ConnectedApp'] } as const;

/** Finds the switches of External Client Apps and Connected Apps among files. What the org does not give back is missing. */
export function settingsIn(files: readonly PackageFile[]): OrgSettings {
  return new Map(
    files.flatMap(({ path, text }) => {
      const name = /([^/]+)\.settings$/.exec(path)?.[1];
      const fields = readDocument(text).root?.children ?? [];
      return name === undefined
        ? []
        : fields
            .filter(({ nil }) => !nil)
            .map((field) => [`${name}.${field.name}`, field.text.trim() === 'true'] as const);
    }),
  );
}
