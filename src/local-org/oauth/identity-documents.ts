import type { Context } from '../state/context.js';
import type { UserRecord } from '../state/users.js';
import type { OrgRecord } from '../state/world.js';
import { profileOf } from '../users/access.js';
import { identityUrl } from '../users/identity-url.js';
import { nameParts } from '../users/names.js';

const LANGUAGE = 'en_US';
const TIME_ZONE = 'America/Los_Angeles';
/** Milliseconds between UTC and the time of the zone, without summer time. */
const UTC_OFFSET = -28_800_000;
const MODIFIED = '2026-01-01T00:00:00Z';

/** Addresses of the org by name; `{version}` stands for an API version. [C] the names */
function addressesOf(context: Context, user: UserRecord): Record<string, string> {
  const base = context.baseUrl();
  const data = `${base}/services/data/v{version}`;
  const soap = (kind: string): string => `${base}/services/Soap/${kind}/{version}/${context.world.org.id}`;
  return {
    enterprise: soap('c'),
    metadata: soap('m'),
    partner: soap('u'),
    rest: `${data}/`,
    sobjects: `${data}/sobjects/`,
    search: `${data}/search/`,
    query: `${data}/query/`,
    recent: `${data}/recent/`,
    tooling_soap: soap('T'),
    tooling_rest: `${data}/tooling/`,
    profile: `${base}/${user.id}`,
    feeds: `${data}/chatter/feeds`,
    groups: `${data}/chatter/groups`,
    users: `${data}/chatter/users`,
    feed_items: `${data}/chatter/feed-items`,
    feed_elements: `${data}/chatter/feed-elements`,
    custom_domain: `https://${myDomainOf(context.world.org)}`,
  };
}

/** [C] the form; the org of this machine is not reached there. */
function myDomainOf({ name, sandboxName }: OrgRecord): string {
  const domain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return sandboxName === ''
    ? `${domain}.my.salesforce.com`
    : `${domain}--${sandboxName.toLowerCase()}.sandbox.my.salesforce.com`;
}

const photosOf = (context: Context): { picture: string; thumbnail: string } => ({
  picture: `${context.baseUrl()}/profilephoto/005/F`,
  thumbnail: `${context.baseUrl()}/profilephoto/005/T`,
});

const nickname = ({ username }: UserRecord): string => username.split('@')[0] ?? '';

/** What the identity URL answers. [C] the keys, which of them are null and which are numbers */
export function identityDocument(context: Context, user: UserRecord) {
  const { firstName, lastName } = nameParts(user);
  return {
    id: identityUrl(context, user.id),
    asserted_user: true,
    user_id: user.id,
    organization_id: context.world.org.id,
    username: user.username,
    nick_name: nickname(user),
    display_name: user.name,
    email: user.email,
    email_verified: true,
    first_name: firstName,
    last_name: lastName,
    timezone: TIME_ZONE,
    photos: photosOf(context),
    addr_street: null,
    addr_city: null,
    addr_state: null,
    addr_country: null,
    addr_zip: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    urls: addressesOf(context, user),
    active: user.active,
    user_type: 'STANDARD',
    language: LANGUAGE,
    locale: LANGUAGE,
    utcOffset: UTC_OFFSET,
    last_modified_date: MODIFIED,
    is_app_installed: true,
  };
}

/** What userinfo answers. [C] the keys */
export function userinfoDocument(context: Context, user: UserRecord): Record<string, unknown> {
  const photos = photosOf(context);
  const { firstName, lastName } = nameParts(user);
  return {
    sub: identityUrl(context, user.id),
    user_id: user.id,
    organization_id: context.world.org.id,
    preferred_username: user.username,
    nickname: nickname(user),
    name: user.name,
    email: user.email,
    email_verified: true,
    given_name: firstName,
    family_name: lastName,
    zoneinfo: TIME_ZONE,
    photos,
    profile: `${context.baseUrl()}/${user.id}`,
    picture: photos.picture,
    address: {},
    is_salesforce_integration_user: profileOf(context.world, user)?.licence === 'Salesforce Integration',
    urls: addressesOf(context, user),
    active: user.active,
    user_type: 'STANDARD',
    language: LANGUAGE,
    locale: LANGUAGE,
    utcOffset: UTC_OFFSET,
    updated_at: MODIFIED,
  };
}
