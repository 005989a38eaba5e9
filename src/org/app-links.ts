import { asked } from './asked.js';
import type { Org } from './org.js';
import { quoteList } from './soql.js';

/** What the org says of where an app comes from. */
export interface AppLinks {
  readonly id: string;
  /** `<org>:<app>` and `<org>:<consumer>`; what the org does not give is missing. */
  readonly links: readonly string[];
  /** False when the app has lost its OAuth settings; undefined when the org does not tell. */
  readonly hasSettings?: boolean | undefined;
}

interface AppRow {
  readonly Id: string;
  readonly DeveloperName: string;
  readonly OrgScopedExternalApp: string | null;
}
interface SettingsRow {
  readonly ExternalClientApplicationId: string | null;
  readonly OauthLink: string | null;
}

/**
 * Reads the links of apps, by developer name; apps that the org does not have are missing.
 *
 * @throws OrgRequestFailedError when the session may not see apps.
 */
export async function readAppLinks(org: Org, names: readonly string[]): Promise<ReadonlyMap<string, AppLinks>> {
  if (names.length === 0) return new Map();
  const apps = await org.query<AppRow>(
    `SELECT Id, DeveloperName, OrgScopedExternalApp FROM ExternalClientApplication WHERE DeveloperName IN ${quoteList(names)}`,
  );
  if (apps.length === 0) return new Map();
  // An org can have thousands of apps.
  const ids = quoteList(apps.map(({ Id }) => Id));
  const settings = await asked(() =>
    org.query<SettingsRow>(
      `SELECT ExternalClientApplicationId, OauthLink FROM ExtlClntAppOauthSettings WHERE ExternalClientApplicationId IN ${ids}`,
    ),
  );
  const rows = settings.known ? settings.value : [];
  return new Map(
    apps.map(({ Id, DeveloperName, OrgScopedExternalApp }) => {
      const own = rows.filter(({ ExternalClientApplicationId: id }) => id?.slice(0, 15) === Id.slice(0, 15));
      const links = [OrgScopedExternalApp, ...own.map(({ OauthLink }) => OauthLink)];
      const hasSettings = settings.known ? own.length > 0 : undefined;
      return [DeveloperName, { id: Id, links: links.filter((link) => link !== null), hasSettings }];
    }),
  );
}
