import type { Org } from './org.js';
import { quoteList } from './soql.js';

/** Reads which of the External Client Apps the org has, by developer name. */
export async function readExistingApps(org: Org, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const rows = await org.query<{ readonly DeveloperName: string }>(
    `SELECT DeveloperName FROM ExternalClientApplication WHERE DeveloperName IN ${quoteList(names)}`,
  );
  return new Set(rows.map(({ DeveloperName }) => DeveloperName));
}

/** Reads which of the names are those of Connected Apps. */
export async function readSameNamedConnectedApps(org: Org, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const rows = await org.query<{ readonly Name: string }>(
    `SELECT Name FROM ConnectedApplication WHERE Name IN ${quoteList(names)}`,
  );
  return new Set(rows.map(({ Name }) => Name.toLowerCase()));
}
