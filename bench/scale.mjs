import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalOrg } from '../dist/local-org.mjs';
import { sfEnvironment } from '../scripts/install-sf.mjs';
import { line, measured, median } from './measure.mjs';

const ECA = fileURLToPath(new URL('../bin/eca.mjs', import.meta.url));
const SIZES = [1, 10, 100, 1000];
const LARGE_ORG = 2000;
/** Folder of what a growing config becomes. */
const OUTPUT = 'fresh';
const RUNS = 5;

const USERS = [
  { username: 'admin@acme.example', profile: 'System Administrator' },
  { username: 'billing.sync@acme.example', profile: 'Minimum Access - API Only Integrations' },
];
const APP = 'contactEmail: platform@acme.example, scopes: [api], runAsUser: billing.sync@acme.example';
const configOf = (count) =>
  [
    'apiVersion: "66.0"',
    'apps:',
    ...Array.from({ length: count }, (_, nth) => `  App_${nth}: { label: App ${nth}, ${APP} }`),
    '',
  ].join('\n');
const brokenConfig = (count) =>
  [configOf(1).trimEnd(), ...Array.from({ length: count }, (_, nth) => `unknown${nth}: 1`), ''].join('\n');

/**
 * Measures how cost grows: with the apps of a config, with the problems of one, and with an org that holds many other apps.
 *
 * @param {{ home: string, say: (text: string) => void }} options
 */
export async function scaleOf({ home, say }) {
  const env = { PATH: process.env.PATH, ...sfEnvironment(home) };
  const at = async (name, text) => {
    const cwd = join(home, name);
    await mkdir(cwd, { recursive: true });
    await writeFile(join(cwd, 'eca.config.yaml'), text);
    return { cwd, env };
  };
  const grown = [];
  for (const [name, words, sizes, config, exitCode, isFirst] of GROWTHS) {
    const points = [];
    for (const size of sizes) {
      say(`${name}, ${size}\r`);
      const place = await at(`${name.replace(/\W/g, '-')}-${size}`, config(size));
      const runs = [];
      for (let nth = 0; nth < RUNS; nth += 1) {
        if (isFirst) await rm(join(place.cwd, OUTPUT), { recursive: true, force: true });
        runs.push(await measured(words, { ...place, exitCode }));
      }
      points.push({ size, ...middle(runs) });
    }
    grown.push({ name, points, ...line(points.map(({ size, wallMs }) => [size, wallMs])) });
  }
  say(`plan in an org of ${LARGE_ORG} apps\r`);
  return { grown, large: { apps: LARGE_ORG, ...(await plansIn({ small: 3, large: LARGE_ORG }, { at, env })) } };
}

const GROWTHS = [
  ['validate', [ECA, 'validate'], SIZES, configOf, 0, false],
  ['generate, first', [ECA, 'generate', '--output-dir', OUTPUT], SIZES, configOf, 0, true],
  ['generate, unchanged', [ECA, 'generate', '--output-dir', OUTPUT], SIZES, configOf, 0, false],
  ['problems of one config', [ECA, 'validate'], [10, 100, 1000, 10_000], brokenConfig, 4, false],
];

function middle(runs) {
  return Object.fromEntries(['wallMs', 'cpuMs', 'megabytes'].map((key) => [key, median(runs.map((run) => run[key]))]));
}

/** Plans three apps of a config in orgs that hold this many each, one after the other, so that noise hits all alike. */
async function plansIn(counts, { at, env }) {
  const orgs = await Promise.all(
    Object.entries(counts).map(async ([name, count]) => {
      const source = await at(`org-${count}`, configOf(count));
      await measured([ECA, 'generate', '--output-dir', 'source'], source);
      const org = new LocalOrg({ seed: { users: USERS, source: join(source.cwd, 'source') } });
      const { accessToken, instanceUrl } = await org.start();
      const session = { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl };
      const place = { ...(await at(`plan-${count}`, configOf(3))), env: { ...env, ...session } };
      return { name, org, place, runs: [] };
    }),
  );
  try {
    for (let nth = -1; nth < RUNS; nth += 1) {
      for (const { place, runs } of orgs) {
        const cost = await measured([ECA, 'plan'], place);
        if (nth >= 0) runs.push(cost);
      }
    }
    return Object.fromEntries(orgs.map(({ name, runs }) => [name, middle(runs)]));
  } finally {
    await Promise.all(orgs.map(({ org }) => org.stop()));
  }
}
