import type { Org } from './org.js';
import { quote, quoteList } from './soql.js';

/** Who may use an app: what its pre-authorisation names in the org's own table. */
export interface AppAccess {
  readonly permissionSets: readonly string[];
  /** Profiles by name. */
  readonly profiles: readonly string[];
}

interface Row {
  readonly SetupEntityId: string;
  readonly Parent?:
    | {
        readonly Name?: string | undefined;
        readonly IsOwnedByProfile?: boolean | undefined;
        readonly Profile?: { readonly Name?: string | undefined } | null | undefined;
      }
    | null
    | undefined;
}

/**
 * Reads the rows of SetupEntityAccess, which are the pre-authorisation itself, by developer name of the app.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_setupentityaccess.htm
 */
export async function readAppAccess(org: Org, apps: readonly string[]): Promise<ReadonlyMap<string, AppAccess>> {
  if (apps.length === 0) return new Map();
  const records = await org.query<{ readonly Id: string; readonly DeveloperName: string }>(
    `SELECT Id, DeveloperName FROM ExternalClientApplication WHERE DeveloperName IN ${quoteList(apps)}`,
  );
  if (records.length === 0) return new Map();
  const rows = await org.query<Row>(
    `SELECT SetupEntityId, Parent.Name, Parent.IsOwnedByProfile, Parent.Profile.Name FROM SetupEntityAccess WHERE SetupEntityType = ${quote('ExternalClientApplication')} AND SetupEntityId IN ${quoteList(records.map(({ Id }) => Id))}`,
  );
  return new Map(
    records.map(({ Id, DeveloperName }) => {
      const own = rows.flatMap(({ SetupEntityId, Parent }) =>
        SetupEntityId.slice(0, 15) === Id.slice(0, 15) && Parent ? [Parent] : [],
      );
      return [
        DeveloperName,
        {
          permissionSets: own.flatMap(({ Name, IsOwnedByProfile }) => (IsOwnedByProfile === true ? [] : (Name ?? []))),
          profiles: own.flatMap(({ IsOwnedByProfile, Profile }) =>
            IsOwnedByProfile === true ? (Profile?.Name ?? []) : [],
          ),
        },
      ];
    }),
  );
}
