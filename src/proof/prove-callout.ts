import type { NamedCredentialConfig, ResolvedApp } from '../config/model.js';
import { EcaError } from '../errors.js';
import { consumingNames } from '../compose/named-credential.js';
import { diagnoseChecks } from './check-diagnosis.js';
import type { Check } from './token-checks.js';
import type { VerifyReport } from './verify-app.js';
import { makeCallout, type CalloutOutcome } from '../org/callout.js';
import { consumingOrg } from '../org/consuming-org.js';
import { readPrincipal, type PrincipalState } from '../org/named-credentials.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';

/** Path of a callout that only has to be answered: the list of API versions. */
const DEFAULT_PATH = '/services/data/';

/**
 * Adds the check `callout` to a report, when the config asks for one: the Named Credential of the app is used once in the
 * consuming org, as the user of the session there. `Configured` says that values are stored; this says that they work.
 */
export async function withCallout(
  org: Org,
  app: ResolvedApp,
  consumerKey: string,
  report: VerifyReport,
  work: Work,
): Promise<VerifyReport> {
  const { namedCredential, verify } = app;
  if (namedCredential === undefined || verify.callout === undefined) return report;
  const path = verify.callout === true ? DEFAULT_PATH : verify.callout;
  work.onProgress({ kind: 'stage', stage: 'verify', message: `Making a callout through ${namedCredential.name}` });
  const started = performance.now();
  const finding = await tryCallout(org, namedCredential, path, consumerKey, work);
  const checks = [...report.checks, { name: 'callout', ms: Math.round(performance.now() - started), ...finding }];
  const diagnosis = report.diagnosis ?? diagnoseChecks(app.name, checks);
  return { ...report, ok: report.ok && finding.ok, checks, diagnosis };
}

type Finding = Pick<Check, 'ok' | 'detail' | 'symptom'>;

async function tryCallout(
  org: Org,
  config: NamedCredentialConfig,
  path: string,
  consumerKey: string,
  work: Work,
): Promise<Finding> {
  const what = `GET callout:${config.name}${path}`;
  try {
    const consumer = await consumingOrg(org, config.targetOrg, work);
    const who = `as ${consumer.identity.username}`;
    const outcome = await makeCallout(consumer, { namedCredential: config.name, path });
    if (outcome.kind === 'proven') return { ok: true, detail: `${what} ${who}` };
    const principal = await statedOf(consumer, config);
    return { ok: false, ...explained(outcome, principal, consumerKey, `${what} ${who}`) };
  } catch (error) {
    if (!(error instanceof EcaError)) throw error;
    return { ok: false, symptom: 'not-run', detail: `${what}: ${error.message}` };
  }
}

/** Asks what the principal holds; undefined where the user may not know. */
async function statedOf(consumer: Org, config: NamedCredentialConfig): Promise<PrincipalState | undefined> {
  try {
    return await readPrincipal(consumer, consumingNames(config));
  } catch (error) {
    if (error instanceof EcaError) return undefined;
    throw error;
  }
}

/** Symptom of an outcome that the org's own words tell. */
const SYMPTOMS: Readonly<Record<Exclude<CalloutOutcome['kind'], 'proven' | 'answered'>, string>> = {
  'no-access': 'no-access',
  'no-token': 'refused',
  'not-configured': 'not-configured',
  failed: 'failed',
  'not-compiled': 'not-run',
};

/** What the principal holds tells more than the words of the exception, which are the same for several causes. */
function explained(
  outcome: Exclude<CalloutOutcome, { readonly kind: 'proven' }>,
  principal: PrincipalState | undefined,
  consumerKey: string,
  what: string,
): Pick<Check, 'detail' | 'symptom'> {
  const detail = `${what}: ${outcome.detail}`;
  if (principal?.configured === false) {
    return { symptom: 'not-configured', detail: `${detail} The principal holds no key and secret.` };
  }
  const stored = principal?.consumerKey;
  const refused = outcome.kind === 'no-token' || (outcome.kind === 'answered' && outcome.status === 401);
  if (refused && stored !== undefined && stored !== consumerKey) {
    return { symptom: 'other-key', detail: `${detail} The principal holds another key than the app has.` };
  }
  if (outcome.kind !== 'answered') return { symptom: SYMPTOMS[outcome.kind], detail };
  const symptom = outcome.status === 401 ? 'refused' : outcome.status === 404 ? 'not-found' : 'failed';
  return { symptom, detail };
}
