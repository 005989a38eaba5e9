import { withoutNamespace } from '../metadata/namespace.js';
import type { Org } from './org.js';
import { quoteList } from './soql.js';

const withNamespace = (name: string, prefix: string | null): string => (prefix === null ? name : `${prefix}__${name}`);

/** Reads which of the External Client Apps the org has, by developer name, with the namespace of its package before it. */
export async function readExistingApps(org: Org, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const rows = await org.query<{ readonly DeveloperName: string; readonly NamespacePrefix: string | null }>(
    `SELECT DeveloperName, NamespacePrefix FROM ExternalClientApplication WHERE DeveloperName IN ${quoteList(names.map(withoutNamespace))}`,
  );
  return new Set(rows.map(({ DeveloperName, NamespacePrefix: prefix }) => withNamespace(DeveloperName, prefix)));
}

/** Reads which of the names are those of Connected Apps. */
export async function readSameNamedConnectedApps(org: Org, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const rows = await org.query<{ readonly Name: string }>(
    `SELECT Name FROM ConnectedApplication WHERE Name IN ${quoteList(names)}`,
  );
  return new Set(rows.map(({ Name }) => Name.toLowerCase()));
}
