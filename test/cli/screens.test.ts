import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { EcaError } from '../../src/errors.js';
import { LocalOrg, type LocalOrgOptions } from '../../src/local-org/index.js';
import { widthOf } from '../../src/cli/fleet/rows.js';
import { onScreen } from '../screen.js';
import { ECA } from './run-eca.js';

/**
 * What people see at 60, 80 and 120 columns. The fixtures are screens of tmux (`npm run screens` makes them anew); here the same
 * stories run without a terminal, and what they write is laid out as a terminal would.
 */
const IN_TMUX = process.env.ECA_SCREENS === 'tmux';
const ROWS = 160;

const CONFIG = {
  apiVersion: '66.0',
  apps: {
    Billing_Sync: {
      label: 'Billing Sync',
      contactEmail: 'platform@acme.example',
      callbackUrls: ['https://integration.billing.acme.example/salesforce/external-client-apps/callback?tenant=emea-1'],
      runAsUser: 'billing.sync@acme.example',
      fields: { ExtlClntAppGlobalOauthSettings: { certificate: 'MIIDazCCAlOgAwIBAgIUJ'.repeat(20) } },
    },
  },
  environments: Object.fromEntries(
    ['uat', 'qa', 'training'].map((name) => [
      name,
      { auth: { accessToken: `${name.toUpperCase()}_TOKEN`, instanceUrl: `${name.toUpperCase()}_URL` } },
    ]),
  ),
};

interface Story {
  readonly argv: readonly string[];
  readonly org?: Omit<LocalOrgOptions, 'port'>;
  /** What stands on the screen when it is looked at; the run is broken off then. Default: at the end of the run. */
  readonly until?: RegExp;
}

const STORIES: Readonly<Record<string, Story>> = {
  plan: { argv: ['plan', '-e', 'uat'] },
  'slow-deploy': {
    argv: ['deploy', '-e', 'uat'],
    org: { slowDeploys: { seconds: 2 } },
    until: /Deploying 5 components, \d s…[\s(]+0Af\w{15}: InProgress, \d of 5 components/,
  },
  failure: {
    argv: ['deploy', '-e', 'uat'],
    org: { faults: ['deploy:failing-deploy:The callback URL is not one of those that your administrator allows.'] },
  },
  fleet: { argv: ['plan', '--all'] },
};

/** Puts in the place of ids, ports and times others of the same width. */
function settled(rows: readonly string[]): string {
  const text = rows.map((row) => row.trimEnd()).join('\n');
  return `${text
    .replace(/127\.0\.0\.1:\d{5}/g, '127.0.0.1:12345')
    .replace(/\b00D\w{15}\b/g, '00D000000000042EAA')
    .replace(/\b0Af\w{15}\b/g, '0Af000000000042AAA')
    .replace(/\b\d\.\d s\b/g, '0.1 s')
    .replace(/\b\d s…/g, '1 s…')
    .replace(/\d of 5 components/g, '2 of 5 components')
    .trimEnd()}\n`;
}

describe.each([60, 80, 120])('at %d columns', (columns) => {
  let orgs: readonly LocalOrg[] = [];
  afterEach(() => Promise.all(orgs.map((org) => org.stop())));

  async function surroundings(org: Story['org']) {
    const cwd = mkdtempSync(join(tmpdir(), 'eca-screen-'));
    writeFileSync(join(cwd, 'eca.config.json'), JSON.stringify(CONFIG));
    const names = Object.keys(CONFIG.environments);
    orgs = names.map(() => new LocalOrg({ ...org, ownIdentity: 'login' }));
    const started = await Promise.all(orgs.map((one) => one.start()));
    const env = Object.fromEntries(
      names.flatMap((name, index) => [
        [`${name.toUpperCase()}_TOKEN`, started[index]?.accessToken ?? ''],
        // Of the last one nothing answers: a fleet tells the cause.
        [`${name.toUpperCase()}_URL`, name === 'training' ? 'http://127.0.0.1:2' : (started[index]?.instanceUrl ?? '')],
      ]),
    );
    return { cwd, env };
  }

  it.each(Object.entries(STORIES))('%s is as on the screen of the fixture', async (name, { argv, org, until }) => {
    const { cwd, env } = await surroundings(org);
    const look = IN_TMUX ? tmuxScreen : plainScreen;
    const rows = await look([...argv, '--no-color'], { cwd, env, columns, until });
    await expect(settled(rows)).toMatchFileSnapshot(`../fixtures/screens/${name}-${columns}.txt`);
    for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(columns);
    if (until !== undefined) expect(rows.join('\n')).toMatch(/0Af\w{15}: \w+/);
  });
});

interface Looking {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly until: RegExp | undefined;
}

async function plainScreen(argv: readonly string[], { cwd, env, columns, until }: Looking): Promise<readonly string[]> {
  const over = new AbortController();
  let written = '';
  let seen: readonly string[] | undefined;
  const output = {
    isTTY: true,
    size: () => ({ columns, rows: ROWS }),
    write: (text: string): void => {
      written += text;
      if (seen !== undefined || until?.test(written) !== true) return;
      seen = onScreen(written, columns);
      over.abort(new EcaError({ name: 'InterruptedError', message: 'Seen.', actions: ['None.'] }));
    },
  };
  await main(argv, { cwd, env, stdout: output, stderr: output, signal: over.signal, listen: () => undefined });
  return seen ?? onScreen(written, columns);
}

async function tmuxScreen(argv: readonly string[], { cwd, env, columns, until }: Looking): Promise<readonly string[]> {
  // A server of its own: one that is being killed takes no new session.
  const server = basename(cwd);
  const tmux = (...words: readonly string[]): string =>
    execFileSync('tmux', ['-L', server, '-f', '/dev/null', ...words], { encoding: 'utf8', cwd });
  const variables = Object.entries({ ...env, HOME: cwd, TERM: 'screen-256color' }).map(
    ([key, value]) => `${key}='${value}'`,
  );
  // What npm says of itself stays out: `npm run screens` is not how the run begins that people see.
  const command = ['env', '-u', 'npm_command', ...variables, `'${process.execPath}'`, `'${ECA}'`, ...argv].join(' ');
  tmux('new-session', '-d', '-x', String(columns), '-y', String(ROWS), `${command}; echo END; sleep 60`);
  try {
    for (let tries = 0; tries < 600; tries += 1) {
      const screen = tmux('capture-pane', '-p');
      if (until?.test(screen) === true) return screen.split('\n');
      if (screen.includes('\nEND\n')) return screen.slice(0, screen.indexOf('END\n')).split('\n');
      await sleep(50);
    }
    throw new Error(tmux('capture-pane', '-p'));
  } finally {
    tmux('kill-server');
  }
}
