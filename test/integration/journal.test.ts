import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy, resume } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { openJournal, readUnfinished, type JournalEntry } from '../../src/project/journal.js';
import type { OnProgress, ProgressEvent } from '../../src/progress.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';
import { testWork } from '../work.js';

const config = resolved(BILLING_SYNC);

describe('the journal', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let folder: string;
  const files = () => readdirSync(join(folder, '.eca')).filter((name) => name.startsWith('journal-'));
  const options = { verify: false };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'eca-journal-'));
    localOrg = new LocalOrg();
    info = await localOrg.start();
    org = await connectTo(info);
  });
  afterEach(() => localOrg.stop());

  it('says before each step what comes, is ignored by git, and is gone in the end', async () => {
    const seen: JournalEntry[] = [];
    const startDeploy: Org['startDeploy'] = (zip, mode) => {
      for (const name of files()) {
        const path = join(folder, '.eca', name);
        expect(statSync(path).mode & 0o077).toBe(0);
        seen.push(JSON.parse(readFileSync(path, 'utf8')) as JournalEntry);
      }
      return org.startDeploy(zip, mode);
    };
    await deploy({ ...org, startDeploy }, config, testWork({ folder }), options);
    expect(seen).toMatchObject([
      { orgId: info.orgId, work: 'deploy', apps: ['Billing_Sync'], step: 'check' },
      { step: 'deploy', earlierDeploys: [expect.stringMatching(/^0Af/)] },
    ]);
    expect(seen[1]).not.toHaveProperty('deployId');
    expect(files()).toEqual([]);
    expect(readFileSync(join(folder, '.eca', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('is not written by a run that changes nothing', async () => {
    await deploy(org, config, testWork(), { verify: false });
    await deploy(org, config, testWork({ folder }), options);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets the next run wait for what a killed one left in the org, and not send it again', async () => {
    const left = openJournal(folder, run('deploy'), () => undefined);
    // The killed run had sent its deploy and not yet heard of it.
    await left.write({ step: 'deploy', earlierDeploys: [] });
    const killed = await connectTo(info);
    await expect(
      deploy({ ...killed, watchDeploy: () => Promise.reject(new Error('killed')) }, config, testWork()),
    ).rejects.toThrow('killed');
    localOrg.once('deploy', { kind: 'slow-deploy', polls: 3 });
    const zip = await packed(org);
    await org.startDeploy(zip, { checkOnly: false });
    const warnings: string[] = [];
    const report = await deploy(
      org,
      config,
      testWork({
        folder,
        onProgress: (event: ProgressEvent) => {
          if (event.kind === 'warning') warnings.push(event.message);
        },
      }),
      options,
    );
    expect(warnings[0]).toMatch(
      /^An earlier deploy of Billing_Sync, .* did not end properly; its deploy 0Af\w+ ended as Succeeded$/,
    );
    expect(report.changes).toEqual([]);
    expect(localOrg.snapshot().deployCount).toBe(1);
    expect(files()).toEqual([]);
  });

  it('knows the deploy that `deploy resume` goes on with, and refuses to resume a deletion', async () => {
    await expect(resume(org, config, testWork({ folder }), options)).rejects.toMatchObject({
      name: 'NothingToResumeError',
    });
    localOrg.once('deploy', { kind: 'slow-deploy', polls: 2 });
    const id = await org.startDeploy(await packed(org), { checkOnly: false });
    await openJournal(folder, run('deploy'), () => undefined).write({ step: 'deploy', deployId: id });
    const report = await resume(org, config, testWork({ folder }));
    expect(report).toMatchObject({ changes: [], readBack: { inSync: true }, verify: [{ ok: true }] });
    await openJournal(folder, run('destroy'), () => undefined).write({ step: 'deploy', deployId: id });
    await expect(resume(org, config, testWork({ folder }), { ...options, id })).rejects.toMatchObject({
      name: 'NothingToResumeError',
    });
  });

  it('of a run that lives on this machine is left to it', async () => {
    const journal = openJournal(folder, run('deploy'), () => undefined);
    await journal.write({ step: 'check' });
    const [mine] = await readUnfinished(testWork({ folder }), info.orgId);
    expect(mine).toMatchObject({ isAlive: false, step: 'check' });
    expect(await readUnfinished(testWork({ folder }), '00D000000000099AAA')).toEqual([]);
    await journal.end();
    expect(files()).toEqual([]);
  });

  it('that was cut off is warned of, by the name of its file', async () => {
    const name = `journal-${info.orgId}-cut-off.json`;
    mkdirSync(join(folder, '.eca'), { recursive: true });
    writeFileSync(join(folder, '.eca', name), '{"orgId": "00D');
    const warnings: string[] = [];
    const onProgress: OnProgress = (event) => {
      if (event.kind === 'warning') warnings.push(event.message);
    };
    expect(await readUnfinished(testWork({ folder, onProgress }), info.orgId)).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(`.eca/${name} cannot be understood`)]);
    expect(existsSync(join(folder, '.eca', name))).toBe(true);
  });

  it('does not stop a run where nothing can be written', async () => {
    const warnings: string[] = [];
    const report = await deploy(
      org,
      config,
      testWork({
        folder: '/dev/null',
        onProgress: (event) => {
          if (event.kind === 'warning') warnings.push(event.message);
        },
      }),
      options,
    );
    expect(report.readBack?.inSync).toBe(true);
    expect(warnings).toEqual([expect.stringMatching(/^Going on without a journal in \.eca: [^()]*\(\w+\)\.$/)]);
  });

  function run(work: 'deploy' | 'destroy') {
    return { orgId: info.orgId, work, apps: ['Billing_Sync'], startedAt: '2026-11-22T03:00:00.000Z' };
  }

  /** The package that a deploy of the example would send. */
  async function packed(to: Org): Promise<Buffer> {
    const zips: Buffer[] = [];
    const startDeploy: Org['startDeploy'] = (zip) => {
      zips.push(zip);
      return Promise.reject(new Error('kept'));
    };
    await deploy({ ...to, startDeploy }, config, testWork()).catch(() => undefined);
    const [zip] = zips;
    if (zip === undefined) throw new Error('Nothing was packed.');
    return zip;
  }
});
