import { causeOf, type RefusalCause } from '../oauth/refusal-cause.js';
import type { Symptom } from './diagnosis.js';

export const ERRORS_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flow_errors.htm';
export const FLOW_PAGE =
  'https://help.salesforce.com/s/articleView?id=xcloud.configure_client_credentials_flow_for_external_client_apps.htm';
export const ROTATE_PAGE = 'https://help.salesforce.com/s/articleView?id=xcloud.eca_stage_oauth_credentials.htm';
export const HOSTS_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.domain_name_url_formats.htm';
export const USERS_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.users_freeze.htm';
export const PROXY_PAGE = 'https://nodejs.org/api/cli.html#node_use_env_proxy1';
export const IP_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.connected_app_continuous_ip.htm';

export const says = (symptom: Symptom): string =>
  symptom.answer.kind === 'refused'
    ? `the org answered ${symptom.answer.error}${symptom.answer.description === '' ? '' : `: "${symptom.answer.description}"`}`
    : `no answer (${symptom.answer.code}): ${symptom.answer.detail}`;

/** Fits a refusal by what it is about: its sentence tells, whatever the code, and so does its code alone. */
export function isAbout(...causes: readonly RefusalCause[]): (symptom: Symptom) => boolean {
  return ({ answer }) => {
    const cause = answer.kind === 'refused' ? causeOf(answer) : undefined;
    return cause !== undefined && causes.includes(cause);
  };
}

export const NO_USER = isAbout('no-user');
export const FLOW_OFF = isAbout('flow-off', 'grant-unsupported');
export const BAD_KEY = isAbout('key');
export const BAD_SECRET = isAbout('secret');
export const LOGIN_FAILED = isAbout('login-failed');
export const IP_OR_HOURS = isAbout('ip-or-hours');

/** Row of a refusal that tells nothing about the consumers. What is known to be wrong in the org comes before it. */
export const UNKNOWN_FROM_HERE = 'address or hour is unknown from here';

/** Tells whether a refusal says nothing of the consumers: it is about this machine, and they call from elsewhere. */
export function isUnknownFromHere(symptom: Symptom): boolean {
  return symptom.from === 'elsewhere' && isAbout('ip-or-hours', 'hours')(symptom);
}

/** What look-alikes share: without a login to the org they cannot be told apart any further. */
export const unasked = ({ known }: Symptom): string =>
  Object.keys(known).length === 0 ? '; no login to the org was at hand to tell more (add -o ALIAS)' : '';
export const lastLogin = ({ known }: Symptom): string =>
  known.lastLogin === undefined ? '' : `; the login history says "${known.lastLogin}"`;

export const runAsUserOf = ({ app }: Symptom): string => `apps.${app}.runAsUser`;
export const deployCommand = ({ app }: Symptom): string => `eca deploy --app ${app}`;

export function isRotatedAway({ known, consumerKey }: Symptom): boolean {
  return consumerKey !== undefined && consumerKey === known.rotatedKey && consumerKey !== known.consumerKey;
}

export function isForeignKey({ known, consumerKey }: Symptom): boolean {
  if (known.otherApps !== undefined) return true;
  return consumerKey !== undefined && known.consumerKey !== undefined && consumerKey !== known.consumerKey;
}

export function seconds({ waitedMs }: Symptom): number {
  return Math.round(waitedMs / 1000);
}
