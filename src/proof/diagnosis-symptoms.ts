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

/** Fits a refusal by its error code and, where Salesforce uses one code for several causes, by its sentence. */
export function refused(errors: readonly string[], description?: RegExp): (symptom: Symptom) => boolean {
  return ({ answer }) =>
    answer.kind === 'refused' && errors.includes(answer.error) && (description?.test(answer.description) ?? true);
}

export const NO_USER = refused(['invalid_grant'], /no client credentials user enabled/i);
export const FLOW_OFF = (symptom: Symptom): boolean =>
  refused(['unsupported_grant_type'])(symptom) ||
  // Reports disagree on the code for the app's own switch; the sentence decides.
  refused(
    ['invalid_grant', 'invalid_request', 'unauthorized_client'],
    /(?:client credentials flow|grant type).*not (?:enabled|supported)/i,
  )(symptom);
export const BAD_KEY = refused(['invalid_client_id'], undefined);
export const BAD_SECRET = refused(['invalid_client']);
export const LOGIN_FAILED = refused(['invalid_grant'], /authentication failure/i);
export const IP_OR_HOURS = refused(['invalid_grant'], /ip restricted|invalid login hours/i);

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
