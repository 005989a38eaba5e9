import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuseMissingProgram } from '../../src/handover/program-found.js';
import { readRecovery } from '../../src/handover/recovery.js';
import { refuseUnusableFile } from '../../src/handover/sink-file.js';
import { withAuthStore } from '../../src/org/auth-store.js';
import { readEntry, type RotationEntry, type StoredEntry } from '../../src/project/credentials-journal.js';
import { readConfigFile } from '../../src/project/config-file.js';
import { readUnfinished } from '../../src/project/journal.js';
import { readRefreshed, writeRefreshed } from '../../src/project/refresh-state.js';
import { makeFolder } from '../../src/project/make-folder.js';
import { writeSourceFiles } from '../../src/project/write-source.js';
import type { ProgressEvent } from '../../src/progress.js';

const ORG = '00D000000000001EAA';
let folder: string;
let events: ProgressEvent[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eca-hazards-'));
  events = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const onProgress = (event: ProgressEvent): void => {
  events.push(event);
};
const warnings = (): readonly string[] => events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));

function put(path: string, text: string): void {
  mkdirSync(join(folder, '.eca/recovery'), { recursive: true });
  writeFileSync(join(folder, '.eca', path), text);
}

/** A text, cut off in several places. */
const cuts = (whole: object): readonly string[] => {
  const text = JSON.stringify(whole);
  return [0, 1, Math.floor(text.length / 2), text.length - 1].map((length) => text.slice(0, length));
};

describe('what a run left in .eca, and makes no sense', () => {
  const journal = {
    orgId: ORG,
    work: 'deploy',
    apps: ['Billing_Sync'],
    startedAt: '2026-01-01T00:00:00.000Z',
    step: 'deploy',
    process: { pid: 1, host: 'elsewhere' },
  };

  it('is warned of where it is the journal of a deploy, and the whole one is read', async () => {
    const name = `journal-${ORG}-1.json`;
    const odd = [
      { ...journal, orgId: '00D000000000002EAA' },
      { ...journal, apps: [1, {}] },
      { ...journal, work: undefined },
      { ...journal, startedAt: 7 },
      { ...journal, process: { pid: 1 } },
    ].map((entry) => JSON.stringify(entry));
    for (const text of [...cuts(journal), 'null', '[]', ...odd]) {
      put(name, text);
      events = [];
      expect(await readUnfinished({ folder, onProgress }, ORG), text).toEqual([]);
      expect(warnings(), text).toEqual([expect.stringContaining(`.eca/${name} cannot be understood`)]);
    }
    events = [];
    put(name, JSON.stringify(journal));
    expect(await readUnfinished({ folder, onProgress }, ORG)).toMatchObject([journal]);
    expect(warnings()).toEqual([]);
  });

  const key = { orgId: ORG, app: 'Billing_Sync' };
  const rotation: RotationEntry = { kind: 'rotation', ...key, step: 'swap', oldKey: 'old', newKey: 'new', since: 'x' };
  const stored: StoredEntry = {
    kind: 'stored',
    ...key,
    pair: { consumerKey: 'key', salt: '00', digest: '00' },
    targets: [{ id: 'file a', kind: 'file', place: 'a', stored: true, at: 'x' }],
  };
  it.each([
    [rotation, { step: 'zap' }, { oldKey: undefined }, { newKey: 5 }, { since: 7 }, { app: 'Other' }],
    [stored, { pair: 3 }, { pair: { consumerKey: 'key' } }, { targets: 'x' }, { targets: [null] }, { app: undefined }],
  ] as const)('is warned of where it is the entry of $kind', async (whole, ...changes) => {
    const { kind } = whole;
    const name = `${kind}.${ORG}.Billing_Sync.json`;
    for (const text of [...cuts(whole), ...changes.map((change) => JSON.stringify({ ...whole, ...change }))]) {
      put(name, text);
      events = [];
      expect(await readEntry({ folder, onProgress }, { kind, ...key }), text).toBeUndefined();
      expect(warnings(), text).toEqual([expect.stringContaining(`.eca/${name} cannot be understood`)]);
    }
    put(name, JSON.stringify(whole));
    expect(await readEntry({ folder, onProgress }, { kind, ...key })).toEqual(whole);
  });

  it('is warned of where it tells which org a refresh left, but not where it is of another environment', async () => {
    const whole = { environment: 'uat', orgId: ORG, at: '2026-01-01T00:00:00.000Z' };
    await writeRefreshed(folder, whole);
    expect(await readRefreshed({ folder, onProgress }, 'uat')).toEqual(whole);
    for (const text of [...cuts(whole), 'null', '[]', JSON.stringify({ ...whole, orgId: 5 })]) {
      put('refreshed.uat.json', text);
      events = [];
      expect(await readRefreshed({ folder, onProgress }, 'uat'), text).toBeUndefined();
      expect(warnings(), text).toEqual([expect.stringContaining('.eca/refreshed.uat.json cannot be understood')]);
    }
    events = [];
    await writeRefreshed(folder, { ...whole, environment: 'u at' });
    expect(await readRefreshed({ folder, onProgress }, 'u_at')).toBeUndefined();
    expect(warnings()).toEqual([]);
  });

  it('is warned of where it is a recovery file, without what it holds', async () => {
    const name = `recovery/${ORG}.Billing_Sync.json`;
    for (const text of [...cuts({ consumerKey: 'key', consumerSecret: 'c4nary' }), '{"consumerSecret":"c4nary"}']) {
      put(name, text);
      events = [];
      expect(await readRecovery({ folder, onProgress }, key), text).toBeUndefined();
      expect(warnings(), text).toEqual([expect.stringContaining(`.eca/${name} should keep key and secret`)]);
      expect(warnings().join('')).not.toContain('c4nary');
    }
  });
});

describe('a folder that cannot be made', () => {
  it('is named with the cause of the system, also behind a link that leads nowhere', async () => {
    symlinkSync('nowhere/at/all', join(folder, 'link'));
    await expect(makeFolder(join(folder, 'link'))).rejects.toThrow('is a link that leads nowhere');
    await expect(makeFolder(join(folder, 'link/below'))).rejects.toThrow('is a link that leads nowhere');
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'good'));
    expect(await makeFolder(join(folder, 'good/below'))).toBeDefined();
    expect(await makeFolder(join(folder, 'a/b'))).toBe(join(folder, 'a'));
    expect(await makeFolder(join(folder, 'a/b'))).toBeUndefined();
  });

  it('is told in words by what writes source, and leaves nothing behind', async () => {
    writeFileSync(join(folder, 'force-app'), '');
    const writing = writeSourceFiles(folder, [{ path: 'force-app/a/b.xml', text: '' }]);
    await expect(writing).rejects.toMatchObject({
      name: 'WriteFailedError',
      message: expect.stringMatching(
        /force-app\/a: a file stands where a folder belongs \(ENOTDIR\)\. Nothing/,
      ) as string,
    });
    expect(readdirSync(folder)).toEqual(['force-app']);
  });

  it('is found before anything is changed, where it is that for the turns of those who write a sink', async () => {
    writeFileSync(join(folder, 'temporary'), '');
    vi.stubEnv('TMPDIR', join(folder, 'temporary'));
    await expect(refuseUnusableFile({ file: 'pair.json' }, folder)).rejects.toMatchObject({
      name: 'SinkFailedError',
      message: expect.stringContaining('where runs on this machine take turns, cannot be used') as string,
    });
  });
});

describe('a program of a sink', () => {
  it('that is there and may not be run is told from one that is not there', async () => {
    writeFileSync(join(folder, 'store'), '#!/bin/sh\n', { mode: 0o600 });
    const surroundings = { folder, env: { PATH: folder } };
    for (const program of ['./store', 'store']) {
      await expect(refuseMissingProgram([program], surroundings)).rejects.toMatchObject({
        name: 'SinkFailedError',
        message: expect.stringContaining(`${join(folder, 'store')}), and may not be run`) as string,
        actions: [expect.stringContaining(`chmod +x ${join(folder, 'store')}`)],
      });
    }
    await expect(refuseMissingProgram(['other'], surroundings)).rejects.toThrow('"other" of the sink is not there');
  });

  it.each([
    ['#!/no/such/sh\n', 'is a script (STORE) for "/no/such/sh", and that is not there'],
    ['#! no/such -x', 'is a script (STORE) for "no/such", and that is not there'],
    ['#!/usr/bin/env no-such-python3\n', 'is a script (STORE) for "no-such-python3", and that is not there'],
    ['#!/usr/bin/env -S A=b no-such -u\n', 'is a script (STORE) for "no-such", and that is not there'],
    ['#!/bin/sh\r\nexit 0\r\n', 'is a script (STORE) whose first line ends as lines of Windows do'],
    ['#!/usr/bin/env sh\r\n', 'is a script (STORE) whose first line ends as lines of Windows do'],
  ])('that is a script and cannot be started is told before anything is changed: %j', async (text, message) => {
    const store = join(folder, 'store');
    writeFileSync(store, text, { mode: 0o700 });
    const refusing = refuseMissingProgram(['./store'], { folder, env: { PATH: '/usr/bin:/bin' } });
    await expect(refusing).rejects.toMatchObject({
      name: 'SinkFailedError',
      message: expect.stringContaining(message.replace('STORE', store)) as string,
    });
  });

  it.each([
    '#!/bin/sh -e\n',
    '#!/usr/bin/env sh\n',
    '#!/usr/bin/env -S sh -e\n',
    '#!/usr/bin/env -u A sh\n',
    '#!\n',
    'exit 0',
    '',
  ])('that is a script which can be started is taken: %j', async (text) => {
    writeFileSync(join(folder, 'store'), text, { mode: 0o700 });
    const surroundings = { folder, env: { PATH: '/usr/bin:/bin' } };
    await expect(refuseMissingProgram(['./store'], surroundings)).resolves.toBeUndefined();
  });
});

describe('logins of sf that are out of reach', () => {
  it('are named as that, whoever opens them', async () => {
    const gone = Object.assign(new Error('x'), { code: 'ENOTDIR', syscall: 'mkdir', path: '/home/nobody/.sfdx' });
    await expect(withAuthStore(() => Promise.reject(gone))).rejects.toMatchObject({
      name: 'OrgAuthInvalidError',
      message: expect.stringContaining('/home/nobody/.sfdx') as string,
    });
  });
});

describe('a config in TypeScript that throws', () => {
  const read = (text: string) => {
    writeFileSync(join(folder, 'eca.config.ts'), text);
    return readConfigFile({ cwd: folder });
  };

  it.each([
    ['in a getter', `export default { get apps() { throw new Error('boom') } };`, 'eca.config.ts:1: boom'],
    ['on a later line', `const a: number = 1;\n\nthrow new Error('boom ' + a);`, 'eca.config.ts:3: boom 1'],
    ['while it is compiled', 'export default { apps: ', 'eca.config.ts:1:23: ParseError'],
    ['what throws when it is shown', 'throw Object.create(null)', 'eca.config.ts: The file threw something that'],
    [
      'what throws when its stack is read',
      `throw Object.defineProperty(new Error(''), 'stack', { get() { throw new Error('again') } })`,
      'eca.config.ts: The file threw something that',
    ],
  ])('%s is placed where the file has a place', async (_case, text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      name: 'ConfigUnreadableError',
      message: expect.stringContaining(message) as string,
    });
  });
});
