import { readFile } from 'node:fs/promises';
import { deploy } from '../../src/verbs/deploy.js';
import { destroy } from '../../src/verbs/destroy.js';
import { EcaError } from '../../src/errors.js';
import type { Secret } from '../../src/secret.js';
import { readExistingApps } from '../../src/org/apps.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import { plan } from '../../src/verbs/plan.js';
import { provePair } from '../../src/proof/prove-apps.js';
import type { Phase } from './observation.js';
import { changeApp, checkPackage, problemsOf } from './packages.js';
import { hasPermissionSet, permissionSetOf, removePermissionSet } from './observe-approval.js';
import { removeSuppliedApp, suppliedAppOf, trySuppliedPair } from './supplied-pair.js';
import { workOf, type Scene } from './scene.js';
import { within } from '../../src/work.js';

/** Names of the steps, after `connect`, in their order. */
export type StepName =
  | 'plan creates five parts'
  | 'deploy'
  | 'read-back in sync'
  | 'second deploy sends nothing'
  | 'key and secret'
  | 'token'
  | 'checks of the token'
  | 'drift is seen and repaired'
  | 'supplied pair'
  | 'example permission set'
  | 'destroy'
  | 'nothing left';

/** One step of the story. */
export interface Step {
  readonly name: StepName;
  /** Steps that must have succeeded. */
  readonly needs: readonly StepName[];
  /** True for a step that cleans up: it runs after failures and interruptions too. */
  readonly always?: true;
  /** Does the step and says what it found. @throws anything, when it failed. */
  readonly run: (scene: Scene) => Promise<string>;
}

/** A moment for observations between steps. */
export interface Pause {
  readonly observe: Phase;
  readonly needs: readonly StepName[];
}

/** The story, row by row. */
export const STEPS: readonly (Step | Pause)[] = [
  { name: 'plan creates five parts', needs: [], run: planApp },
  { name: 'deploy', needs: ['plan creates five parts'], run: deployApp },
  { name: 'read-back in sync', needs: ['deploy'], run: judgeReadBack },
  { name: 'second deploy sends nothing', needs: ['deploy'], run: deployAgain },
  { observe: 'deployed', needs: ['deploy'] },
  { name: 'key and secret', needs: ['deploy'], run: readPair },
  { name: 'token', needs: ['key and secret'], run: requestProof },
  { name: 'checks of the token', needs: ['token'], run: judgeToken },
  { observe: 'token', needs: ['token'] },
  { name: 'drift is seen and repaired', needs: ['deploy'], run: makeDrift },
  { observe: 'changed', needs: ['token'] },
  { name: 'supplied pair', needs: ['deploy'], run: trySuppliedPair },
  { name: 'example permission set', needs: ['deploy'], run: checkExample },
  { name: 'destroy', needs: [], always: true, run: destroyApp },
  { name: 'nothing left', needs: [], always: true, run: lookForRemains },
];

const PARTS = 5;
/** Longest time to wait until the org has cancelled a deploy. */
const CANCEL_WAIT_MS = 60_000;

async function planApp(scene: Scene): Promise<string> {
  const { changes, otherApps } = await plan(scene.org, scene.config, workOf(scene));
  const creates = changes.filter(({ action }) => action === 'create').length;
  must(creates === PARTS && changes.length === PARTS, `${changes.length} changes, ${creates} of them create a part`);
  const older = otherApps.filter((name) => name.startsWith('Eca_Smoke_'));
  const remark = older.length === 0 ? '' : `; left behind by earlier runs: ${older.join(', ')}`;
  return `${creates} parts to create${remark}`;
}

async function deployApp(scene: Scene): Promise<string> {
  scene.mayExist = true;
  const report = await deploy(scene.org, scene.config, workOf(scene), { verify: false }).catch(
    async (error: unknown) => {
      await stopOpenDeploy(scene, error);
      throw error;
    },
  );
  if (report.readBack !== undefined) scene.readBack = report.readBack;
  return `${report.deploy?.components ?? 0} components in ${report.deploy?.ms ?? 0} ms`;
}

function judgeReadBack({ readBack }: Scene): Promise<string> {
  must(readBack?.inSync === true, `the org did not take everything: ${JSON.stringify(readBack?.differences)}`);
  return Promise.resolve('the org has what was sent');
}

/** A deploy that took too long would make the app after everything was removed. */
async function stopOpenDeploy(scene: Scene, error: unknown): Promise<void> {
  const id = error instanceof EcaError && error.name === 'DeployTimeoutError' ? error.data.id : undefined;
  if (typeof id !== 'string') return;
  const { org } = scene;
  await org.cancelDeploy(id).catch(() => undefined);
  await org.watchDeploy(id, within(workOf(scene), CANCEL_WAIT_MS), () => undefined).catch(() => undefined);
}

async function deployAgain(scene: Scene): Promise<string> {
  const { changes, deploy: sent } = await deploy(scene.org, scene.config, workOf(scene), { verify: false });
  must(sent === undefined && changes.length === 0, `${changes.length} changes: ${JSON.stringify(changes)}`);
  return 'no difference, no deploy';
}

async function readPair(scene: Scene): Promise<string> {
  scene.credentials = await readCredentials(scene.org, scene.app);
  const { consumerKey, consumerSecret } = scene.credentials;
  return `key of ${shapeOf(consumerKey)}, secret of ${shapeOf(consumerSecret)}`;
}

/** Length and alphabet of a value, which do not give it away. */
function shapeOf(value: string | Secret): string {
  const text = typeof value === 'string' ? value : value.reveal();
  const kinds = [
    ['A-Z', /[A-Z]/],
    ['a-z', /[a-z]/],
    ['0-9', /[0-9]/],
  ] as const;
  const others = [...new Set(text.replace(/[A-Za-z0-9]/g, ''))].sort().join('');
  const alphabet = kinds.flatMap(([name, pattern]) => (pattern.test(text) ? [name] : [])).join('');
  return `${text.length} characters of [${alphabet}${others}]`;
}

async function requestProof(scene: Scene): Promise<string> {
  const { credentials, org, config } = scene;
  const [app] = config.apps;
  if (credentials === undefined || app === undefined) throw new Error('key and secret were not read');
  scene.proof = await provePair(org, app, credentials, workOf(scene), { fresh: true });
  const { checks, diagnosis } = scene.proof;
  const token = checks.find(({ name }) => name === 'token');
  must(token?.ok === true, `${token?.detail ?? 'none came'}; diagnosis: ${diagnosis?.layer ?? 'none'}`);
  return `received after ${token?.ms ?? 0} ms`;
}

function judgeToken({ proof }: Scene): Promise<string> {
  const checks = proof?.checks ?? [];
  const failed = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  must(failed.length === 0, failed.join('; '));
  return Promise.resolve(checks.map(({ name }) => name).join(', '));
}

async function makeDrift(scene: Scene): Promise<string> {
  await changeApp(scene, 'ExternalClientApplication', { label: 'Changed by hand' });
  const { changes } = await plan(scene.org, scene.config, workOf(scene));
  const seen = changes.flatMap(({ type, fields }) => fields.map(({ path }) => `${type}.${path}`));
  must(seen.join() === 'ExternalClientApplication.label', `the plan saw ${seen.join(', ') || 'nothing'}`);
  await deploy(scene.org, scene.config, workOf(scene), { verify: false });
  const after = await plan(scene.org, scene.config, workOf(scene));
  must(after.inSync, 'the repair left differences');
  return 'the changed label was seen, and nothing else; a deploy put it back';
}

const EXAMPLE = 'permissionsets/External_Client_App_Deployer.permissionset-meta.xml';

/** Lets the org check the permission set that docs/permissions.md gives as an example for the deploying user. */
async function checkExample(scene: Scene): Promise<string> {
  const text = await readFile(`docs/examples/${EXAMPLE}`, 'utf8');
  const status = await checkPackage(scene, await scene.org.pack([{ path: EXAMPLE, text }]));
  must(status.success, problemsOf(status));
  return 'a check takes docs/examples';
}

async function destroyApp(scene: Scene): Promise<string> {
  await removeSuppliedApp(scene);
  // While the policy names it, it may not be deletable; the next step tries again.
  await removePermissionSet(scene).catch(() => undefined);
  if (!scene.mayExist) return 'nothing was deployed';
  const { identity } = scene.org;
  // Whoever came this far with a production org has said so by --yes-production.
  const confirm = (): Promise<boolean | string> => Promise.resolve(identity.isProduction ? identity.orgId : true);
  const { deleted } = await destroy(scene.org, scene.config, workOf(scene), { confirm });
  return deleted.length === 0 ? 'there was nothing to delete' : `${deleted.length} parts deleted`;
}

async function lookForRemains(scene: Scene): Promise<string> {
  const { org, app } = scene;
  await removePermissionSet(scene);
  must(
    !(await hasPermissionSet(scene)),
    `the org still has the permission set ${permissionSetOf(scene)}: delete it in Setup`,
  );
  const left = await readExistingApps(org, [app, suppliedAppOf(scene), `${app}_Check`, `${app}_Check_Stray`]);
  must(left.size === 0, `the org still has ${[...left].join(', ')}: delete it in Setup, External Client App Manager`);
  return 'the org has no app of this run';
}

function must(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}
