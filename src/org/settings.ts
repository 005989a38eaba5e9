import { readDocument } from '../metadata/document.js';
import type { Org } from './org.js';
import type { Bounds } from '../work.js';

/** Org-wide switches, by settings and field: `ExternalClientApp.enableClientSecretInRestApiAccess`. */
export type OrgSettings = ReadonlyMap<string, boolean>;

/** Reads the switches of External Client Apps and Connected Apps. What the org does not give back is missing. */
export async function readSettings(org: Org, wait: Bounds): Promise<OrgSettings> {
  const files = await org.retrieve([{ type: 'Settings', members: ['ExternalClientApp', 'ConnectedApp'] }], wait);
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
