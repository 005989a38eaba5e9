import { ASSUMPTIONS, type AssumptionName } from '../../src/local-org/state/assumptions.js';
import { notTried, unexpected, type Observation, type ObservationRow, type Phase } from './observation.js';
import { observeApproval } from './observe-approval.js';
import { observeStagedLife } from './observe-credentials.js';
import {
  observeApiOnly,
  observeElementOrder,
  observeExecutionUserError,
  observeFileNotInManifest,
  observeForeignOrgScopedApp,
  observeInactiveExecutionUser,
} from './observe-deploys.js';
import {
  lookAtUnusedApp,
  observeAppId,
  observeDeployRequest,
  observeMalformedId,
  observePolicyOwner,
  observeUsage,
} from './observe-records.js';
import {
  observeBasicHeader,
  observeDisabledApp,
  observeFlowOff,
  observeSameToken,
  observeScopeParameter,
  observeUserinfo,
} from './observe-tokens.js';
import type { Scene } from './scene.js';

/** How each assumption of the local org is put to a real one, or why it is not. */
export const OBSERVATIONS: Readonly<Record<AssumptionName, ObservationRow>> = {
  'flow-off-error': {
    phase: 'changed',
    how: 'the flow of the smoke app is switched off, a token is asked for, the flow is switched on again',
    observe: observeFlowOff,
  },
  'frozen-user-error': { notTried: 'it would freeze a user' },
  'inactive-execution-user': {
    phase: 'deployed',
    how: 'a check names an inactive user of the org as execution user',
    observe: observeInactiveExecutionUser,
  },
  'execution-user-api-only': {
    phase: 'deployed',
    how: "a check names the session's user as execution user, unless that user is API only",
    observe: observeApiOnly,
  },
  'preauthorization-of-execution-user': {
    phase: 'changed',
    how: 'a permission set of the run, which nobody holds, is tied to the smoke app, a token is asked for; the policy is deployed without it',
    observe: observeApproval,
  },
  'scope-parameter': {
    phase: 'token',
    how: 'a token is asked for with the parameter scope=api',
    observe: observeScopeParameter,
  },
  'basic-header': {
    phase: 'token',
    how: 'a token is asked for with a Basic header, once as it is and once with a percent-encoded key',
    observe: observeBasicHeader,
  },
  'same-token': { phase: 'token', how: 'the tokens of two requests are compared', observe: observeSameToken },
  'disabled-app-error': {
    phase: 'changed',
    how: 'the OAuth plug-in of the smoke app is switched off, a token is asked for, the plug-in is switched on again',
    observe: observeDisabledApp,
  },
  'token-without-api-access': { notTried: 'it needs a user without API access' },
  'userinfo-scope': {
    phase: 'token',
    how: 'userinfo is asked with a token that has api alone',
    observe: observeUserinfo,
  },
  'usage-lists': {
    phase: 'token',
    how: 'apps/oauth/usage is read before the first token and after it',
    prepare: lookAtUnusedApp,
    observe: observeUsage,
  },
  'app-id': {
    phase: 'token',
    how: "the consumer is read by the Id of the app's record",
    observe: observeAppId,
  },
  'credentials-permission-error': { notTried: 'it needs a session of a user without the permission' },
  'element-order': {
    phase: 'deployed',
    how: 'a check sends an app whose elements are not in alphabetical order',
    observe: observeElementOrder,
  },
  'foreign-org-scoped-app': {
    phase: 'deployed',
    how: 'a check sends an app with an orgScopedExternalApp of an invented org',
    observe: observeForeignOrgScopedApp,
  },
  'file-not-in-manifest': {
    phase: 'deployed',
    how: 'a check sends a file that package.xml does not name',
    observe: observeFileNotInManifest,
  },
  'execution-user-error': {
    phase: 'deployed',
    how: 'a check names an execution user that does not exist',
    observe: observeExecutionUserError,
  },
  'licensed-permission-set': { notTried: 'it needs a permission set of the licence Salesforce API Integration' },
  'staged-pair': {
    phase: 'changed',
    how: 'a pair is staged and asked for a token, rotated in, rotated back, and the one in the slot is deleted',
    observe: observeStagedLife,
  },
  'pkce-of-client-credentials': { notTried: 'no step of the story switches PKCE off' },
  'meta-xml-names': { notTried: 'no step of the story sends files under such names' },
  'sandbox-login-app': { notTried: 'it needs a sandbox of the org: see --sandbox-login' },
  'deploy-request-object': {
    phase: 'deployed',
    how: 'DeployRequest is queried through the data API and the Tooling API',
    observe: observeDeployRequest,
  },
  'api-instance-url': { notTried: 'the tool reads of a token answer only what the proof needs' },
  'malformed-id-filter': {
    phase: 'deployed',
    how: 'users are asked for by an id that is none',
    observe: observeMalformedId,
  },
  'policy-owner-column': {
    phase: 'deployed',
    how: 'ExtlClntAppPlcyCnfg is queried for the owners of policies',
    observe: observePolicyOwner,
  },
};

/** Makes the observations of one phase, one after the other; one that fails is an unexpected answer. */
export async function observePhase(scene: Scene, phase: Phase): Promise<ReadonlyMap<AssumptionName, Observation>> {
  const observed = new Map<AssumptionName, Observation>();
  for (const { name } of ASSUMPTIONS) {
    const row = OBSERVATIONS[name];
    if ('notTried' in row) continue;
    scene.surroundings.signal?.throwIfAborted();
    // What could not be prepared shows when it is observed.
    if (phase === 'deployed') await row.prepare?.(scene).catch(() => undefined);
    if (row.phase !== phase) continue;
    scene.surroundings.onProgress?.({ kind: 'stage', stage: 'verify', message: `Observing ${name}` });
    observed.set(name, await settled(() => row.observe(scene), scene.surroundings.signal));
  }
  return observed;
}

/** Gives what was observed of every assumption, in their order; what no phase reached was not tried. */
export function complete(
  observed: ReadonlyMap<AssumptionName, Observation>,
  unreached: string,
): ReadonlyMap<AssumptionName, Observation> {
  return new Map(
    ASSUMPTIONS.map(({ name }) => {
      const row = OBSERVATIONS[name];
      return [name, observed.get(name) ?? notTried('notTried' in row ? row.notTried : unreached)] as const;
    }),
  );
}

async function settled(observe: () => Promise<Observation>, signal: AbortSignal | undefined): Promise<Observation> {
  try {
    return await observe();
  } catch (error) {
    signal?.throwIfAborted();
    return unexpected(error instanceof Error ? error.message : String(error));
  }
}
