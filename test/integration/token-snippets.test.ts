import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type LocalOrgInfo } from '../../src/local-org/index.js';
import { readCredentials } from '../../src/credentials/read-pair.js';
import { BILLING_SYNC, connectTo, resolved } from './project.js';
import { hasPrograms } from './stand-in.js';
import { testWork } from '../work.js';

describe('the snippets of the documentation', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    const org = await connectTo(info);
    await deploy(org, resolved(BILLING_SYNC), testWork(), { verify: false });
    const { consumerKey, consumerSecret } = await readCredentials(org, 'Billing_Sync');
    env = {
      PATH: process.env.PATH,
      CLIENT_ID_EXTERNAL: consumerKey,
      CLIENT_SECRET_EXTERNAL: consumerSecret.reveal(),
      EXTERNAL_CLIENT_TOKEN_URL: `${info.instanceUrl}/services/oauth2/token`,
    };
  });
  afterAll(() => localOrg.stop());

  const page = readFileSync(new URL('../../docs/credentials.md', import.meta.url), 'utf8');

  it.skipIf(!hasPrograms('python3'))('work: python', () => proves('python', 'client.py', 'python3'));
  it('work: js', () => proves('js', 'client.mjs', process.execPath));

  async function proves(language: string, file: string, program: string): Promise<void> {
    const [, snippet] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
    const path = join(mkdtempSync(join(tmpdir(), 'eca-snippet-')), file);
    writeFileSync(path, snippet ?? '');
    const stdout = await new Promise<string>((done, failed) => {
      execFile(program, [path], { env, timeout: 20_000 }, (error, out) => {
        if (error === null) done(out);
        else failed(new Error(`The snippet ended with ${error.message}`));
      });
    });
    expect(JSON.parse(stdout)).toMatchObject({ done: true, totalSize: expect.any(Number) as number });
  }
});
