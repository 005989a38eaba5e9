// Prints what a start of eca costs, as ratios to a bare node. Runs are interleaved, so that noise hits all alike.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalOrg } from '../dist/local-org.mjs';

const ROUNDS = Number(process.env.ECA_BENCH_ROUNDS ?? 15);
const ECA = fileURLToPath(new URL('../bin/eca.mjs', import.meta.url));
const CONFIG =
  'apps: { Billing_Sync: { label: Billing Sync, contactEmail: platform@acme.example, scopes: [api], runAsUser: billing.sync@acme.example } }\n';
const REPORT_MEMORY = `data:text/javascript,${encodeURIComponent(
  "import {writeFileSync} from 'node:fs'; process.on('exit',()=>writeFileSync(process.env.ECA_BENCH_MEMORY, String(process.resourceUsage().maxRSS)));",
)}`;

const home = await mkdtemp(join(tmpdir(), 'eca-bench-'));
const env = { PATH: process.env.PATH, HOME: home, CI: 'true', SF_USE_GENERIC_UNIX_KEYCHAIN: 'true' };
let localOrg = await freshOrg();
const source = join(home, 'source');
const config = join(home, 'eca.config.yaml');
await writeFile(config, CONFIG);

/** Name, words after node, and the most that it may cost where a limit is set: ratio to bare node, peak MB. */
const CASES = [
  ['bare node', ['-e', '0'], {}],
  ['eca --version', [ECA, '--version'], { ratio: 2 }],
  ['eca --help', [ECA, '--help'], { ratio: 2 }],
  ['eca deploy --help', [ECA, 'deploy', '--help'], { ratio: 2 }],
  ['eca validate', [ECA, 'validate', '--config', config], {}],
  ['eca generate', [ECA, 'generate', '--config', config, '--output-dir', source], { ratio: 3, memory: 70 }],
  ['eca plan', [ECA, 'plan', '--config', config], {}],
  ['eca deploy, first', [ECA, 'deploy', '--config', config], { memory: 180 }],
  ['eca deploy, again', [ECA, 'deploy', '--config', config], { memory: 180 }],
];

const times = new Map(CASES.map(([name]) => [name, []]));
for (let round = -1; round < ROUNDS; round += 1) {
  for (const [name, words] of CASES) {
    if (name === 'eca deploy, first') localOrg = await freshOrg(localOrg);
    const started = performance.now();
    await run(words);
    if (round >= 0) times.get(name).push(performance.now() - started);
  }
}
const memory = new Map();
for (const [name, words] of CASES) {
  if (name === 'eca deploy, first') localOrg = await freshOrg(localOrg);
  memory.set(name, await peakMegabytes(words));
}
await localOrg.stop();
await rm(home, { recursive: true, force: true });

const bare = times.get('bare node');
console.log(`${ROUNDS} interleaved rounds, node ${process.versions.node}, ${availableParallelism()} cores`);
console.log(
  `${'command'.padEnd(20)} ${'min ms'.padStart(7)} ${'median'.padStart(7)} ${'min ratio'.padStart(9)} ${'med ratio'.padStart(9)} ${'peak MB'.padStart(8)}  limit`,
);
for (const [name, , limit] of CASES) {
  const own = times.get(name);
  const cells = [
    Math.min(...own),
    median(own),
    Math.min(...own) / Math.min(...bare),
    median(own) / median(bare),
    memory.get(name),
  ];
  const [least, middle, leastRatio, middleRatio, megabytes] = cells;
  const limits = [limit.ratio && `${limit.ratio}x`, limit.memory && `${limit.memory} MB`].filter(Boolean).join(', ');
  console.log(
    `${name.padEnd(20)} ${least.toFixed(0).padStart(7)} ${middle.toFixed(0).padStart(7)} ${leastRatio.toFixed(2).padStart(9)} ${middleRatio.toFixed(2).padStart(9)} ${megabytes.toFixed(0).padStart(8)}  ${limits}`,
  );
}

function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Gives an org that has no app yet, and ends the one before. */
async function freshOrg(before) {
  await before?.stop();
  const org = new LocalOrg();
  const { accessToken, instanceUrl } = await org.start();
  env.SF_ACCESS_TOKEN = accessToken;
  env.ECA_INSTANCE_URL = instanceUrl;
  return org;
}

function run(words, extra = {}) {
  return new Promise((done, failed) => {
    execFile(process.execPath, words, { env: { ...env, ...extra }, cwd: home }, (error, stdout, stderr) => {
      if (error) failed(new Error(`${words.join(' ')}: ${stderr}${stdout}`));
      else done();
    });
  });
}

async function peakMegabytes(words) {
  const file = join(home, 'memory');
  await run(['--import', REPORT_MEMORY, ...words], { ECA_BENCH_MEMORY: file });
  return Number(await readFile(file, 'utf8')) / 1024;
}
