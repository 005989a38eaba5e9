import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openPublisher } from '../../../src/runs/publish.js';
import { emptyFolder } from '../../cli/run-eca.js';
import { twentyOrgs } from '../report/twenty-orgs.js';

describe('the summary of a job', () => {
  let folder: string;
  let warnings: string[];
  beforeEach(() => {
    folder = emptyFolder();
    warnings = [];
  });
  const publisherTo = (summary: string, summaryBytes?: number) =>
    openPublisher(
      join(folder, 'reports'),
      {
        env: { GITHUB_STEP_SUMMARY: summary },
        announce: () => undefined,
        onProgress: (event) => {
          if (event.kind === 'warning') warnings.push(event.message);
        },
      },
      summaryBytes,
    );

  it.runIf(process.platform !== 'win32')(
    'that is a pipe which nobody reads is warned of, and holds nothing up',
    async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      await (await publisherTo(pipe)).publish(twentyOrgs());
      expect(warnings).toEqual([expect.stringMatching(/GITHUB_STEP_SUMMARY, .*pipe.*no regular file/)]);
      expect(readdirSync(join(folder, 'reports'))).toContain('summary.md');
    },
  );

  it('that is a folder is warned of once', async () => {
    await (await publisherTo(folder)).publish(twentyOrgs());
    expect(warnings).toEqual([expect.stringContaining('it is a folder (EISDIR)')]);
  });

  it('is whole where summary.md is cut for a comment, which names what is left out', async () => {
    const file = join(folder, 'summary');
    writeFileSync(file, '');
    await (await publisherTo(file, 6000)).publish(twentyOrgs());
    const cut = readFileSync(join(folder, 'reports', 'summary.md'));
    expect(cut.byteLength).toBeLessThanOrEqual(6000);
    expect(cut.toString()).toMatch(/^\*\*Left out\*\*.*sandbox20: 6 checks/m);
    expect(cut.toString()).toContain('### ❌ sit: not proven');
    expect(readFileSync(file, 'utf8')).not.toContain('Left out');
    expect(warnings).toEqual([]);
  });
});
