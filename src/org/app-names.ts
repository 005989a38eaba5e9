import { withoutNamespace } from '../metadata/namespace.js';
import { findType } from '../metadata/types.js';
import { asked, type Asked } from './asked.js';
import type { Org } from './org.js';
import { quoteList } from './soql.js';

/** An app as the table of apps has it. */
export interface AppRow {
  readonly Id: string;
  readonly DeveloperName: string;
  readonly NamespacePrefix: string | null;
}

interface PartRow {
  readonly DeveloperName: string;
  readonly ExternalClientApplicationId: string | null;
}

/** Full names that parts of apps may have, by {@link partKey}. */
export type PartNames = ReadonlyMap<string, readonly string[]>;

/** Tables that tell the names and owners of parts, by metadata type. The global OAuth settings are in none. */
const TABLES: Readonly<Record<string, string>> = {
  ExtlClntAppOauthSettings: 'ExtlClntAppOauthSettings',
  ExtlClntAppConfigurablePolicies: 'ExtlClntAppPlcyCnfg',
  ExtlClntAppOauthConfigurablePolicies: 'ExtlClntAppOauthPlcyCnfg',
};
/** Ids of one query, whose text travels in a URL. */
const IDS_OF_QUERY = 200;

/** Reads id and name of every app of the org, by one query. */
export function readAppRows(org: Org): Promise<Asked<readonly AppRow[]>> {
  return asked(() => org.query<AppRow>('SELECT Id, DeveloperName, NamespacePrefix FROM ExternalClientApplication'));
}

/** Gives the name of an app as the metadata spells it, with the namespace of its package before it. */
export function appNameOf({ DeveloperName, NamespacePrefix }: AppRow): string {
  return NamespacePrefix === null ? DeveloperName : `${NamespacePrefix}__${DeveloperName}`;
}

/** Gives what tells the part of an app from all others. */
export const partKey = (type: string, app: string): string => `${type}#${app}`;

/**
 * Asks the tables of parts for the names of those that belong to some apps. What a table does not tell is missing: the names
 * are where to look first, and prove nothing.
 */
export async function readPartNames(
  org: Org,
  types: readonly string[],
  apps: readonly AppRow[],
): Promise<{ readonly names: PartNames; readonly refusals: readonly string[] }> {
  const names = new Map<string, readonly string[]>();
  const refusals: string[] = [];
  const owners = new Map(apps.map((row) => [row.Id.slice(0, 15), row]));
  await Promise.all(
    types.map(async (type) => {
      const rows = await readPartRows(org, TABLES[type], apps);
      if (!rows.known) refusals.push(rows.why);
      for (const { DeveloperName, ExternalClientApplicationId: id } of rows.known ? rows.value : []) {
        const owner = owners.get(id?.slice(0, 15) ?? '');
        if (owner === undefined) continue;
        const prefix = owner.NamespacePrefix;
        const spellings = prefix === null ? [DeveloperName] : [DeveloperName, `${prefix}__${DeveloperName}`];
        names.set(partKey(type, appNameOf(owner)), spellings);
      }
    }),
  );
  return { names, refusals };
}

async function readPartRows(
  org: Org,
  table: string | undefined,
  apps: readonly AppRow[],
): Promise<Asked<readonly PartRow[]>> {
  if (table === undefined) return { known: true, value: [] };
  const ids = apps.map(({ Id }) => Id);
  const chunks = Array.from({ length: Math.ceil(ids.length / IDS_OF_QUERY) }, (_each, nth) =>
    ids.slice(nth * IDS_OF_QUERY, (nth + 1) * IDS_OF_QUERY),
  );
  const select = `SELECT DeveloperName, ExternalClientApplicationId FROM ${table} WHERE ExternalClientApplicationId IN`;
  return asked(async () => {
    const pages = await Promise.all(chunks.map((chunk) => org.query<PartRow>(`${select} ${quoteList(chunk)}`)));
    return pages.flat();
  });
}

/** Names that Setup and other tools give, beside that of the server itself. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  ExtlClntAppGlobalOauthSettings: ['_glbloauth', ''],
  ExtlClntAppOauthSettings: ['_oauth', ''],
  ExtlClntAppConfigurablePolicies: ['_defaultPolicy', '_plcy', ''],
  ExtlClntAppOauthConfigurablePolicies: ['_oauth_defaultPolicy', '_oauthPlcy', '_defaultPolicy', ''],
};

/** Gives the names that a part of an app has by custom, where no table told its name. */
export function usualNames(type: string, app: string): readonly string[] {
  if (findType(type)?.role === 'app') return [app];
  const spellings = [...new Set([withoutNamespace(app), app])];
  return (ENDINGS[type] ?? []).flatMap((ending) => spellings.map((name) => name + ending));
}
