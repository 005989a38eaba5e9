import type { ResolvedApp } from '../config/model.js';
import { sentence } from '../problem.js';
import { EcaError } from '../errors.js';
import { EVERY_PART, lostPartsOf, repairAdvice, sayLost } from '../metadata/lost-parts.js';
import { readParts } from '../org/app-parts.js';
import type { Org } from '../org/org.js';
import { poll } from '../org/poll.js';
import { within, type Work } from '../work.js';
import { GIVE_PERMISSIONS, OPEN_SWITCH } from './allow-access.js';
import { whySecretsAreKept } from './org-switch.js';
import { readCredentials } from './read-pair.js';
import type { Credentials } from '../oauth/key-pair.js';

/** The switch that gives secrets to REST can take a moment to be heeded. */
const SWITCH_WAIT_MS = 30_000;
const WHY_WAIT_MS = 60_000;

/** Reads key and secret; right after the switch was turned on, a refusal is waited for. */
export async function readAllowed(org: Org, app: string, work: Work, turnedOn: boolean): Promise<Credentials> {
  if (!turnedOn) return readCredentials(org, app);
  const credentials = await poll(
    async () => {
      try {
        return await readCredentials(org, app);
      } catch (error) {
        if (!(error instanceof EcaError) || error.name !== 'CredentialsUnavailableError') throw error;
        // A refusal passes with the switch; a consumer that is not there does not come.
        const incomplete = error.data.status === 403 ? undefined : await whyIncomplete(org, work, error);
        if (incomplete !== undefined) throw incomplete;
        return undefined;
      }
    },
    within(work, SWITCH_WAIT_MS),
  );
  return credentials ?? readCredentials(org, app);
}

/** Makes a refusal to give secrets say which part of the app, switch or permission is missing, where the org tells. */
export async function precise(org: Org, work: Work, error: EcaError): Promise<EcaError> {
  if (error.name !== 'CredentialsUnavailableError') return error;
  const incomplete = await whyIncomplete(org, work, error);
  if (incomplete !== undefined) return incomplete;
  const reasons = await whySecretsAreKept(org, within(work, WHY_WAIT_MS));
  if (reasons.length === 0) return error.data.status === 404 ? unexplained(error) : error;
  const isSwitch = (reason: string): boolean => reason.includes('setting');
  const [first = OPEN_SWITCH, ...rest] = [
    ...(reasons.some(isSwitch) ? [OPEN_SWITCH] : []),
    ...(reasons.every(isSwitch) ? [] : [GIVE_PERMISSIONS]),
  ];
  return new EcaError({
    name: error.name,
    message: `${sentence(error.message)} Why: ${reasons.join('; ')}.`,
    actions: [first, ...rest],
    cause: error.cause,
    data: error.data,
  });
}

/** Neither setting nor permission is known to be missing: the org does not have the consumer, or not yet. */
function unexplained(error: EcaError): EcaError {
  return new EcaError({
    name: error.name,
    message: `${error.message} No setting and no permission is known to be missing.`,
    actions: [
      'Try again in some minutes: the consumer of a new app takes a while to appear. If it stays so:',
      ...error.actions,
    ],
    cause: error.cause,
    data: { ...error.data, unexplained: true },
  });
}

/** An app that lost its OAuth settings has no key and secret, and no setting or permission would bring them back. */
async function whyIncomplete(org: Org, work: Work, { data, cause }: EcaError): Promise<EcaError | undefined> {
  const { app } = data;
  if (typeof app !== 'string') return undefined;
  const lost = await readLost(org, app, work);
  if (!lost.some((type) => SETTINGS_PARTS.includes(type))) return undefined;
  return new EcaError({
    name: 'AppIncompleteError',
    message: `${sayLost(app, lost)}, and so it has no key and no secret.`,
    actions: [repairAdvice(lost)],
    cause,
    data: { app, missing: lost },
  });
}

/** Parts without which an app has no key and no secret. */
const SETTINGS_PARTS: readonly string[] = ['ExtlClntAppGlobalOauthSettings', 'ExtlClntAppOauthSettings'];

/** Asks which parts an app has lost; none where the org does not tell. */
async function readLost(org: Org, app: string, work: Work): Promise<readonly string[]> {
  const types = ['ExternalClientApplication', ...EVERY_PART];
  const found = await readParts(org, { apps: [app], types }, within(work, WHY_WAIT_MS)).catch(() => undefined);
  return found === undefined ? [] : lostPartsOf(app, found.components);
}

/**
 * Refuses an app that lacks a part which it is to have: no pair gives a token, whichever counts.
 *
 * @throws AppIncompleteError
 */
export async function refuseIncomplete(org: Org, { name, role, parts }: ResolvedApp, work: Work): Promise<void> {
  if (role !== 'owner') return;
  const lost = (await readLost(org, name, work)).filter((type) => parts?.some((part) => part === type) ?? true);
  if (lost.length === 0) return;
  throw new EcaError({
    name: 'AppIncompleteError',
    message: `${sayLost(name, lost)}, and so no key and secret of it give a token. Its pair was not changed.`,
    actions: [repairAdvice(lost), 'Then rotate.'],
    data: { app: name, missing: lost },
  });
}
