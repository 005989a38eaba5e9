import type { ResolvedApp } from '../config/model.js';
import { partsOf, readParts } from '../deployment/remove.js';
import { EcaError } from '../errors.js';
import { readCredentials } from '../credentials/read-pair.js';
import { appOf } from '../metadata/parts.js';
import { isTimeOver } from '../ending.js';
import type { Org } from '../org/org.js';
import { obtainToken } from '../proof/verify-app.js';
import type { Work } from '../work.js';
import type { AppState } from './classify.js';
import type { ProductionLogin } from './production.js';

/** How production's app was before its copy in the sandbox was removed, and how it is since. */
export interface SourceProof {
  readonly app: string;
  /** What the user called production. */
  readonly org: string;
  /** Whether key and secret gave a token; absent where production keeps its secrets to itself. */
  readonly tokenBefore?: boolean | undefined;
  readonly tokenAfter?: boolean | undefined;
  /** Whether all parts of the app, its key among them, are as they were. Absent after a dry run, and where production did not tell. */
  readonly unchanged?: boolean | undefined;
  /** False when production's app is otherwise than before. */
  readonly ok: boolean;
}

interface SourceState {
  readonly app: string;
  /** All that can be read of the app, as one text. */
  readonly parts: string;
  readonly token?: boolean | undefined;
}

/** Production's side of the copies in a sandbox. */
export interface Source {
  readonly org: Org;
  readonly states: readonly SourceState[];
}

/**
 * Reads, and proves where it can, production's apps of which the sandbox has copies; undefined when there are none, or the
 * login to production may not read them.
 */
export async function readSource(
  login: ProductionLogin,
  apps: readonly ResolvedApp[],
  states: readonly AppState[],
  work: Work,
): Promise<Source | undefined> {
  if (!login.known) return undefined;
  const { org } = login.production;
  const id = org.identity.orgId.slice(0, 15);
  const copied = states.filter(({ ownerOrgId }) => ownerOrgId === id).map(({ app }) => app);
  if (copied.length === 0) return undefined;
  const told = await tellState(
    org,
    apps.filter(({ name }) => copied.includes(name)),
    work,
  );
  return told === undefined ? undefined : { org, states: told };
}

/** What production does not tell is a warning: nothing is done to its apps, whatever it says. */
async function tellState(
  org: Org,
  apps: readonly ResolvedApp[],
  work: Work,
): Promise<readonly SourceState[] | undefined> {
  try {
    return await stateOf(org, apps, work);
  } catch (error) {
    if (!(error instanceof EcaError) || work.signal.aborted || isTimeOver(work)) throw error;
    const message = `The apps of ${org.identity.target} cannot be looked at before and after their copies are removed: ${error.message}`;
    work.onProgress({ kind: 'warning', message });
    return undefined;
  }
}

async function stateOf(org: Org, apps: readonly ResolvedApp[], work: Work): Promise<readonly SourceState[]> {
  work.onProgress({ kind: 'stage', stage: 'verify', message: `Looking at the apps of ${org.identity.target}` });
  const [parts, tokens] = await Promise.all([
    readParts(org, work),
    Promise.all(apps.map(({ name }) => givesToken(org, name, work))),
  ]);
  return apps.map(({ name }, index) => {
    const own = parts.filter((part) => appOf(part) === name);
    const order = partsOf([name], own).map(({ type, fullName }) => `${type}/${fullName}`);
    const texts = own.map((part) => JSON.stringify([part.type, part.fullName, Object.entries(part.fields).sort()]));
    return { app: name, parts: [...order, ...texts.sort()].join('\n'), token: tokens[index] };
  });
}

/** Undefined where production does not give the secret: its switch is not touched for this. */
async function givesToken(org: Org, app: string, work: Work): Promise<boolean | undefined> {
  const pair = await readCredentials(org, app).catch((error: unknown) => {
    if (error instanceof EcaError && !work.signal.aborted) return undefined;
    throw error;
  });
  if (pair === undefined) return undefined;
  const target = { app, myDomainUrl: org.identity.instanceUrl, credentials: pair, expected: {} };
  return (await obtainToken(target, work, { fresh: false })).kind === 'token';
}

/** Looks at production's apps again, after their copies are gone. */
export async function proveSource(
  { org, states }: Source,
  apps: readonly ResolvedApp[],
  work: Work,
): Promise<readonly SourceProof[]> {
  const after = await tellState(
    org,
    apps.filter(({ name }) => states.some(({ app }) => app === name)),
    work,
  );
  return states.map(({ app, parts, token }) => {
    if (after === undefined) return { app, org: org.identity.target, tokenBefore: token, ok: true };
    const now = after.find((state) => state.app === app);
    const unchanged = now?.parts === parts;
    const ok = unchanged && !(token === true && now.token === false);
    return { app, org: org.identity.target, tokenBefore: token, tokenAfter: now?.token, unchanged, ok };
  });
}

/** What a dry run says of production's apps. */
export function sourceSeen({ org, states }: Source): readonly SourceProof[] {
  return states.map(({ app, token }) => ({ app, org: org.identity.target, tokenBefore: token, ok: true }));
}
