import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SF_PROGRAM, sfEnvironment } from '../scripts/install-sf.mjs';
import { measured, median } from './measure.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const ECA = join(ROOT, 'bin/eca.mjs');
const CONFIG = `apiVersion: "66.0"
apps: { Billing_Sync: { label: Billing Sync, contactEmail: platform@acme.example, scopes: [api], runAsUser: billing.sync@acme.example } }
environments: { uat: { targetOrg: bench } }
`;
/** The org lets REST read secrets, so that no run has to turn its switch. */
const SEED = `org: { name: Bench }
users:
  - { username: admin@acme.example, profile: System Administrator }
  - { username: billing.sync@acme.example, profile: System Administrator }
settings: { enableClientSecretInRestApiAccess: true }
`;
const SF = ['project', 'deploy', 'start', '--manifest', 'manifest/package.xml', '--target-org', 'bench', '--json'];
const QUIET = { SF_DISABLE_LOG_FILE: 'true' };

/**
 * What is measured: its words, and what the aim of it is. `wall` and `cpu` are ratios to a bare node, `sfWall` and `sfCpu` to
 * `sf project deploy start`, `megabytes` the peak.
 */
const CASES = [
  { name: 'bare `node`', words: ['-e', '0'] },
  { name: '`eca --version`', words: [ECA, '--version'], aim: { wall: 1.5 } },
  { name: '`eca --help`', words: [ECA, '--help'], aim: { wall: 1.5 } },
  { name: 'completion of an environment', words: [ECA, '__complete', 'zsh', 'plan', '-e', ''], aim: { cpu: 4 } },
  { name: '`eca validate`', words: [ECA, 'validate'], aim: { cpu: 3 } },
  { name: '`eca generate`', words: [ECA, 'generate'], aim: { cpu: 3, megabytes: 65 } },
  { name: '`eca plan`', words: [ECA, 'plan', '-o', 'bench'], aim: { cpu: 11, megabytes: 110 } },
  { name: '`eca verify`', words: [ECA, 'verify', '-o', 'bench'], aim: { cpu: 11 } },
  { name: '`eca deploy`, plan to proof', words: [ECA, 'deploy', '-o', 'bench', '--yes'], aim: { megabytes: 125 } },
  { name: '`sf project deploy start`', words: [SF_PROGRAM, ...SF], isSf: true },
  { name: '`sf project deploy start`, its log off', words: [SF_PROGRAM, ...SF], env: QUIET, isSf: true },
];

/**
 * Runs whole processes side by side, round after round, so that noise hits all alike.
 *
 * @param {{ home: string, rounds: number, say: (text: string) => void }} options
 * @returns {Promise<readonly Row[]>} Medians.
 */
export async function startsOf({ home, rounds, say }) {
  const env = { PATH: process.env.PATH, ...sfEnvironment(home) };
  const cwd = await project(home, env);
  const org = await startOrg({ cwd, env });
  try {
    await measured([ECA, 'deploy', '-o', 'bench', '--yes'], { cwd, env });
    const cases = CASES.filter(({ isSf }) => isSf !== true || existsSync(SF_PROGRAM));
    if (cases.length < CASES.length) say('sf is not measured: `npm run bench:sf` installs it in a scratch folder.\n');
    const taken = new Map(cases.map(({ name }) => [name, []]));
    for (let round = -1; round < rounds; round += 1) {
      say(`round ${round + 1} of ${rounds}\r`);
      for (const { name, words, env: more } of cases) {
        const cost = await measured(words, { cwd, env: { ...env, ...more } });
        if (round >= 0) taken.get(name).push(cost);
      }
    }
    return rowsOf(cases, taken);
  } finally {
    await org.stop();
  }
}

/** A project as `eca init` and `eca generate` leave it, which `sf` can deploy too. */
async function project(home, env) {
  const cwd = join(home, 'project');
  await mkdir(cwd);
  await writeFile(join(cwd, 'eca.config.yaml'), CONFIG);
  await writeFile(join(cwd, 'seed.yaml'), SEED);
  await cp(join(ROOT, 'sfdx-project.json'), join(cwd, 'sfdx-project.json'));
  await measured([ECA, 'generate'], { cwd, env });
  return cwd;
}

/** Starts a local org in a process of its own, under an alias that `eca` and `sf` know. */
function startOrg({ cwd, env }) {
  const words = [ECA, 'local-org', 'start', '--alias', 'bench', '--seed', 'seed.yaml', '--json'];
  const child = spawn(process.execPath, words, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return Promise.race([
    once(child.stdout, 'data').then(() => ({ stop })),
    ended.then(([code]) => {
      throw new Error(`The local org ended with ${code}.`);
    }),
  ]);
}

function rowsOf(cases, taken) {
  const middle = (name, key) => median(taken.get(name).map((cost) => cost[key]));
  const [bare] = cases;
  return cases.map(({ name, aim = {} }) => {
    const [wallMs, cpuMs, megabytes] = ['wallMs', 'cpuMs', 'megabytes'].map((key) => middle(name, key));
    return {
      name,
      wallMs,
      cpuMs,
      megabytes,
      wall: wallMs / middle(bare.name, 'wallMs'),
      cpu: cpuMs / middle(bare.name, 'cpuMs'),
      aim,
    };
  });
}
