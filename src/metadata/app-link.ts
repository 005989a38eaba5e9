import type { MetadataComponent } from './component.js';
import { partOf } from './parts.js';

/** Reads the org, by 15 characters, that `OrgScopedExternalApp` or `OauthLink` of an app names; undefined for none. */
export function orgInLink(link: unknown): string | undefined {
  return typeof link === 'string' ? /^(00D\w{12})\w{0,3}:/.exec(link)?.[1] : undefined;
}

/** Gives the first org that links name and that is not this one: the app is that org's. */
export function foreignOrgIn(links: readonly unknown[], orgId: string): string | undefined {
  return links.map(orgInLink).find((named) => named !== undefined && named !== orgId.slice(0, 15));
}

/** Gives the links of an app: that of the app itself, and that of its OAuth settings. */
export function linksOf(app: string, found: readonly MetadataComponent[]): readonly unknown[] {
  return [
    partOf(app, 'ExternalClientApplication', found)?.fields.orgScopedExternalApp,
    partOf(app, 'ExtlClntAppOauthSettings', found)?.fields.oauthLink,
  ];
}
