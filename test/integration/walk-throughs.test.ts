import { execFile, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ECA, emptyFolder, testEnvironment } from '../cli/run-eca.js';
import { hasPrograms } from './stand-in.js';

/** A block of a page: a file to write, commands to run, or what they print. */
interface Block {
  readonly language: string;
  /** Path of the file that the block is. */
  readonly file: string | undefined;
  readonly text: string;
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(([, language = '', file, inside = '']) => ({
    language,
    file,
    text: inside,
  }));
}

/** An environment in which `eca` is the built command line, as where the package is installed. */
function environmentWithEca(): NodeJS.ProcessEnv {
  const bin = mkdtempSync(join(tmpdir(), 'eca-bin-'));
  writeFileSync(join(bin, 'eca'), `#!/bin/sh\nexec '${process.execPath}' '${ECA}' "$@"\n`);
  chmodSync(join(bin, 'eca'), 0o755);
  const home = mkdtempSync(join(tmpdir(), 'eca-home-'));
  return testEnvironment({ HOME: home, PATH: [bin, process.env.PATH ?? ''].join(delimiter) });
}

/** Types a line in a terminal of its own, and waits until what runs there says that it is ready. */
async function terminal(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const child = spawn('sh', ['-c', `exec ${line.trim()}`], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((done) => {
    child.once('exit', () => {
      done();
    });
  });
  await new Promise<void>((done, failed) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Ctrl-C or ')) done();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then(() => {
      failed(new Error(`${line} ended: ${said}`));
    });
  });
  return () => {
    child.kill('SIGINT');
    return ended;
  };
}

/** Runs commands one after the other until one fails. */
function typed(commands: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done, failed) => {
    execFile('sh', ['-e', '-c', commands], { cwd, env, timeout: 120_000 }, (error, stdout, stderr) => {
      if (error === null) done(stdout);
      else failed(new Error(`${commands}\n${stdout}\n${stderr}`));
    });
  });
}

/** Does what a page says, in an empty folder, and gives what the last commands printed. */
async function follow(page: string): Promise<{ readonly cwd: string; readonly ran: number }> {
  const cwd = emptyFolder();
  const env = environmentWithEca();
  const closing: (() => Promise<void>)[] = [];
  let said: string | undefined;
  let ran = 0;
  try {
    for (const { language, file, text } of blocksOf(page)) {
      if (file !== undefined) {
        mkdirSync(dirname(join(cwd, file)), { recursive: true });
        writeFileSync(join(cwd, file), text);
      } else if (language === 'sh' && text.includes('local-org start')) closing.push(await terminal(text, cwd, env));
      else if (language === 'sh') {
        said = await typed(text, cwd, env);
        ran += 1;
      } else if (language === 'text' && said !== undefined) {
        for (const line of text.trim().split('\n')) expect(said).toContain(line.trim());
      } else if (language === 'yaml') {
        const config = readFileSync(join(cwd, 'eca.config.yaml'), 'utf8').replaceAll('"', "'");
        expect(config.slice(config.indexOf('apiVersion'))).toBe(text);
      }
    }
  } finally {
    for (const close of closing) await close();
  }
  return { cwd, ran };
}

describe('the walk-throughs of the documentation, as they stand', () => {
  it('move a Connected App to an app whose token is proven', async () => {
    const { cwd, ran } = await follow('move-a-connected-app.md');
    expect(ran).toBe(3);
    expect(readFileSync(join(cwd, 'secrets.env'), 'utf8')).toContain('BILLING_LEGACY_ECA_CONSUMER_SECRET=');
  }, 240_000);

  it.skipIf(!hasPrograms('curl'))(
    'lead from a password to a token',
    async () => {
      const { ran } = await follow('username-password-flow.md');
      expect(ran).toBe(2);
    },
    240_000,
  );
});
