import type { AssumptionName } from '../../src/local-org/state/assumptions.js';
import type { Org } from '../../src/org/org.js';
import type { OnProgress } from '../../src/progress.js';
import type { Observation, Phase } from './observation.js';
import { complete, observePhase } from './observations.js';
import { kindText, readOrgKind, refuseProduction, type OrgKind } from './org-kind.js';
import { smokeAppName, smokeConfig, type Scene, type Surroundings } from './scene.js';
import { STEPS, type Step } from './steps.js';

/** How to run the story. */
export interface StoryOptions {
  readonly connect: () => Promise<Org>;
  readonly env: Surroundings['env'];
  /** Username that the app acts as. Default: the user of the session. */
  readonly runAsUser?: string;
  /** Longest time to wait for one deploy, or for one change to reach the token endpoint. */
  readonly waitMs: number;
  /** Leaves the app in the org. Default: false. */
  readonly keep?: boolean;
  /** Goes on in a production org. Default: false. */
  readonly yesProduction?: boolean;
  /** Ends the story; what it made is removed all the same. */
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  readonly onStep?: (result: StepResult) => void;
}

/** How one step ended. */
export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly detail: string;
  /** True when the step did not run, because it was not wanted or one before it failed. */
  readonly skipped?: true;
}

/** What came of the story. Details are in the org's own words; a report redacts them. */
export interface Story {
  readonly org: Org;
  readonly kind: OrgKind;
  readonly scene: Scene;
  /** True when every step that was wanted succeeded. */
  readonly ok: boolean;
  readonly interrupted: boolean;
  readonly steps: readonly StepResult[];
  readonly observations: ReadonlyMap<AssumptionName, Observation>;
}

/**
 * Runs the story against an org, and removes the app again whatever happens.
 *
 * @throws UsageError for a production org, and what connecting throws; nothing was changed then.
 */
export async function runStory(options: StoryOptions): Promise<Story> {
  const { env, signal, waitMs, onProgress, onStep, keep = false } = options;
  const started = performance.now();
  const org = await options.connect();
  const kind = await readOrgKind(org);
  if (options.yesProduction !== true) refuseProduction(org, kind);
  const app = smokeAppName();
  const config = smokeConfig(app, options.runAsUser ?? org.identity.username);
  const surroundings = { env, waitMs, signal, onProgress };
  const scene: Scene = { org, app, config, surroundings, mayExist: false };
  const steps: StepResult[] = [];
  const observed = new Map<AssumptionName, Observation>();
  const ended = (result: StepResult): void => {
    steps.push(result);
    onStep?.(result);
  };
  ended({ name: 'connect', ok: true, ms: since(started), detail: `${kindText(kind)}, API ${kind.newestApiVersion}` });
  for (const row of STEPS) {
    const missing = missingFor(row, steps, signal);
    if ('observe' in row) {
      if (missing === undefined) for (const [name, seen] of await observe(scene, row.observe)) observed.set(name, seen);
    } else if (row.always === true && keep) {
      ended({ name: row.name, ok: true, ms: 0, detail: `not wanted: ${app} stays in the org`, skipped: true });
    } else if (missing !== undefined && row.always !== true) {
      ended({ name: row.name, ok: false, ms: 0, detail: missing, skipped: true });
    } else ended(await take(row, row.always === true ? withoutSignal(scene) : scene));
  }
  const interrupted = signal?.aborted === true;
  const ok = !interrupted && steps.every((step) => step.ok);
  const observations = complete(observed, 'the story did not come that far');
  return { org, kind, scene, ok, interrupted, steps, observations };
}

/** Says why a row cannot be reached; undefined when it can. */
function missingFor(
  { needs }: (typeof STEPS)[number],
  steps: readonly StepResult[],
  signal: AbortSignal | undefined,
): string | undefined {
  if (signal?.aborted === true) return 'not reached: interrupted';
  const missing = needs.find((name) => !steps.some((step) => step.name === name && step.ok));
  return missing === undefined ? undefined : `not reached: "${missing}" did not succeed`;
}

/** Whatever ends a phase early, the app must still be removed; what was observed of the phase is given up then. */
async function observe(scene: Scene, phase: Phase): Promise<ReadonlyMap<AssumptionName, Observation>> {
  try {
    return await observePhase(scene, phase);
  } catch {
    return new Map();
  }
}

async function take({ name, run }: Step, scene: Scene): Promise<StepResult> {
  const started = performance.now();
  scene.surroundings.onProgress?.({ kind: 'stage', stage: 'verify', message: `Step: ${name}` });
  try {
    const detail = await run(scene);
    return { name, ok: true, ms: since(started), detail };
  } catch (error) {
    return { name, ok: false, ms: since(started), detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Cleaning up goes on after Ctrl-C, and for as long as it may take. */
function withoutSignal(scene: Scene): Scene {
  return { ...scene, surroundings: { ...scene.surroundings, signal: undefined } };
}

function since(started: number): number {
  return Math.round(performance.now() - started);
}
