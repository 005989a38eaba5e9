import type { LocalOrg, LocalOrgInfo, SeedUser } from '../../../src/local-org/index.js';
import { RUN_AS_USER, seedWith, startWithBilling } from './billing-app.js';
import { deploySet } from './deploy-zip.js';
import { edited, sourceSet } from './sources.js';

/** What somebody could write into an org to break out of a page, in an attribute or a text. */
export const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)'>\u202e\u0007{{this}}</style></table>`;

/** An org with an app, a deploy that failed, users of every state, and token requests that were and were not refused. */
export async function pageOrg(): Promise<{ org: LocalOrg; info: LocalOrgInfo }> {
  const users: readonly SeedUser[] = [
    ...(seedWith().users ?? []),
    { username: 'frozen@acme.example', profile: 'Standard User', frozen: true, loginHours: ['Mon-Fri 08:00-18:00'] },
    { username: 'left@acme.example', profile: 'Standard User', active: false, loginIpRanges: ['10.0.0.0-10.0.0.255'] },
  ];
  const started = await startWithBilling({ seed: seedWith({}, { users }), assume: { 'same-token': 'no' } });
  const { org, info } = started;
  const broken = edited(sourceSet('billing-sync'), '.ecaOauthPlcy', 'Billing.Sync@acme.example', 'nobody@acme.example');
  await deploySet(info, broken);
  const { key, secret } = pairOf(org);
  await askToken(info, { client_id: key, client_secret: secret });
  await askToken(info, { client_id: key, client_secret: 'wrong-secret-of-a-test' });
  org.changeUser(RUN_AS_USER, { frozen: true });
  await askToken(info, { client_id: key, client_secret: secret });
  org.changeUser(RUN_AS_USER, { frozen: false });
  await askToken(info, { client_id: 'no-such-key', client_secret: secret });
  return started;
}

/** Puts a hostile text wherever an org can hold one. */
export function makeHostile(org: LocalOrg): void {
  org.setComponent('ExternalClientApplication', 'Hostile_App', {
    label: HOSTILE,
    description: HOSTILE,
    contactEmail: HOSTILE,
  });
  org.changeField('ExtlClntAppOauthConfigurablePolicies', policyName(org), 'startUrl', HOSTILE);
}

function policyName(org: LocalOrg): string {
  const found = org.snapshot().components.find(({ type }) => type === 'ExtlClntAppOauthConfigurablePolicies');
  if (found === undefined) throw new Error('The app has no OAuth policies.');
  return found.fullName;
}

/** Key and secret of Billing_Sync, as the org's state has them. */
export function pairOf(org: LocalOrg): { readonly key: string; readonly secret: string } {
  const state = JSON.parse(org.stateText()) as {
    readonly apps: Readonly<
      Record<string, { readonly pairs: readonly { readonly key: string; readonly secret: string }[] }>
    >;
  };
  const pair = state.apps['Billing_Sync']?.pairs.at(-1);
  if (pair === undefined) throw new Error('The app has no key.');
  return pair;
}

/** Asks for a token by the client credentials grant. */
async function askToken({ instanceUrl }: LocalOrgInfo, fields: Readonly<Record<string, string>>): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...fields });
  return (await fetch(`${instanceUrl}/services/oauth2/token`, { method: 'POST', body })).status;
}
