import { EcaError } from './errors.js';
import type { MetadataComponent } from './metadata/component.js';
import { render } from './metadata/render.js';
import { sourcePath } from './metadata/types.js';
import type { ComponentFailure, DeployStatus, Org } from './org/org.js';
import type { PlanOptions } from './plan.js';

/** One deploy in the org. */
export interface DeployOutcome {
  readonly id: string;
  /** Salesforce's word: `Succeeded`. */
  readonly status: string;
  /** Milliseconds from sending to done. */
  readonly ms: number;
  /** Number of components. */
  readonly components: number;
  /** True for a dry run, which changed nothing. */
  readonly checkOnly?: true;
}

/** Longest time to wait until the org has cancelled a deploy. */
const CANCEL_WAIT_MS = 60_000;

/** Checks components in the org, then deploys the same package: all of it or nothing. Nothing is written to disk. */
export async function runDeploy(
  org: Org,
  components: readonly MetadataComponent[],
  options: PlanOptions & { readonly dryRun?: boolean },
): Promise<DeployOutcome> {
  const { onProgress } = options;
  const files = components.map((component) => ({
    path: sourcePath(component),
    text: render(component, { secrets: 'reveal' }),
  }));
  const zip = await org.pack(files);
  onProgress?.({ kind: 'stage', stage: 'validate', message: `Checking ${components.length} components in the org` });
  const validation = await send(org, zip, { ...options, checkOnly: true });
  if (options.dryRun === true) return { ...validation, checkOnly: true };
  onProgress?.({ kind: 'stage', stage: 'deploy', message: `Deploying ${components.length} components` });
  return send(org, zip, { ...options, checkOnly: false });
}

async function send(
  org: Org,
  zip: Buffer,
  options: PlanOptions & { readonly checkOnly: boolean },
): Promise<DeployOutcome> {
  const started = performance.now();
  options.signal?.throwIfAborted();
  const id = await org.startDeploy(zip, { checkOnly: options.checkOnly });
  const status = await watch(org, id, options);
  const ms = Math.round(performance.now() - started);
  if (status.success) return { id, status: status.status, ms, components: status.componentsTotal };
  if (status.status === 'Canceled') throw canceled(org, id);
  throw rejected(org, status, options.checkOnly);
}

async function watch(org: Org, id: string, options: PlanOptions): Promise<DeployStatus> {
  const onStatus = ({ componentsDone, componentsTotal, status }: DeployStatus): void => {
    options.onProgress?.({ kind: 'components', done: componentsDone, total: componentsTotal, status });
  };
  try {
    return await org.watchDeploy(id, options, onStatus);
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    options.onProgress?.({ kind: 'warning', message: `Cancelling the deploy ${id} in the org` });
    await org.cancelDeploy(id);
    return org.watchDeploy(id, { timeoutMs: CANCEL_WAIT_MS }, onStatus);
  }
}

function canceled(org: Org, id: string): EcaError {
  return new EcaError({
    name: 'DeployCanceledError',
    message: `The deploy ${id} was cancelled in the org "${org.identity.target}"; nothing of it was taken.`,
    actions: ['Run the command again when you are ready.'],
    data: { id },
  });
}

function rejected(org: Org, status: DeployStatus, checkOnly: boolean): EcaError {
  const lines = status.failures.map((failure) => `  ${failure.type} ${failure.fullName}: ${failure.problem}`);
  const what = checkOnly
    ? 'rejected the components in its check, and nothing was deployed'
    : 'rejected the deploy and took nothing of it';
  return new EcaError({
    name: 'DeployFailedError',
    message: [`The org "${org.identity.target}" ${what}:`, ...lines].join('\n'),
    actions: [actionFor(status.failures)],
    data: { id: status.id, failures: status.failures },
  });
}

/** Salesforce's sentences for the failures that a config can cause, and what to do. */
const FAILURE_ACTIONS: readonly (readonly [RegExp, string])[] = [
  [/valid execution user/i, 'Set runAsUser to the username (not the e-mail) of an active user of this org.'],
  [/problem with your scope/i, 'Take the scope out of the config: this org does not offer it.'],
  [/find permission sets called/i, 'Correct permissionSets: they are API names of permission sets in this org.'],
  [
    /invalid at this location/i,
    'The org does not know this field in this API version: check --api-version and the field names.',
  ],
  [
    /DUPLICATE_VALUE|duplicate value found/i,
    'Somebody else created the same part meanwhile; run the command again and it is adopted.',
  ],
  [
    /INVALID_CROSS_REFERENCE_KEY|no ExternalClientApplication/i,
    'A component names another one that the org does not have; deploy the app with all of its parts.',
  ],
];

function actionFor(failures: readonly ComponentFailure[]): string {
  const found = FAILURE_ACTIONS.find(([pattern]) => failures.some(({ problem }) => pattern.test(problem)));
  return found?.[1] ?? 'Correct what the org names above; `eca plan` shows what was sent.';
}
