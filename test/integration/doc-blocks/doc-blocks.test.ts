import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.js';
import { LINES, NOT_TYPED, resultsOf, rowOf } from './pages.js';
import { startScene, type Scene } from './scene.js';

const TYPED = LINES.filter((line) => rowOf(line) === undefined);
const PAGES = [...new Set(TYPED.map(({ page }) => page))];

/** Lines that rightly end with another code than 0 where they are typed. */
const OTHER_ENDS: Readonly<Record<string, number>> = {
  // The deploy before it has ended.
  'npx eca deploy resume -e uat': 4,
  // The lines before have written the app: another import of it shows the difference, and `--update` would write it.
};

/** What earlier jobs have left that a page goes on from. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'reports.md': ['eca verify -e uat --report-dir jobs/uat', 'eca verify -e qa --report-dir jobs/qa'],
};

/** The words of a command line, with the variables of the page put in. */
function wordsOf(line: string, env: Readonly<Record<string, string>>): readonly string[] {
  const filled = line.replace(/\$(\w+)/g, (whole, name: string) => env[name] ?? whole);
  const words = [...filled.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
  const [first, ...rest] = words[0] === 'npx' ? words.slice(1) : words;
  if (first !== 'eca') throw new Error(`Only lines of eca are typed here; name it in docs/typed.md: ${line}`);
  return rest;
}

/** Types a line of a page, and gives its end and all that it printed. */
async function type(line: string, { cwd, env }: Scene): Promise<{ readonly code: number; readonly said: string }> {
  let said = '';
  const output = { isTTY: false, write: (text: string) => void (said += text) };
  const signal = new AbortController().signal;
  const words = wordsOf(line, env);
  // Nobody answers questions here; a script would say the same.
  const yes = /^(?:deploy|destroy)$/.test(words[0] ?? '') && !words.includes('--yes') ? ['--yes'] : [];
  const io = { cwd, env: { ...process.env, ...env }, stdout: output, stderr: output, signal, listen: () => undefined };
  return { code: await main([...words, ...yes], io), said };
}

describe('the table of what is not typed', () => {
  it('names only lines that are there, each with a reason', () => {
    const stale = NOT_TYPED.filter((row) => !LINES.some((line) => rowOf(line) === row));
    expect(stale).toEqual([]);
    expect(NOT_TYPED.filter(({ reason }) => reason.length < 15)).toEqual([]);
    expect(NOT_TYPED.length).toBeGreaterThan(3);
  });
});

describe.each(PAGES)('docs/%s', (page) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(page);
    for (const line of BEFORE[page] ?? []) expect(await type(line, scene)).toMatchObject({ code: 0 });
  });
  afterAll(() => scene.end());

  it.each(TYPED.filter((each) => each.page === page))('$line', async ({ line }) => {
    const { code, said } = await type(line, scene);
    expect({ code, said: code === (OTHER_ENDS[line] ?? 0) ? '' : said }).toEqual({
      code: OTHER_ENDS[line] ?? 0,
      said: '',
    });
  });
});

describe('docs/agents.md', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene('agents.md');
  });
  afterAll(() => scene.end());

  it.each(resultsOf('agents.md'))('%s --json gives what the table says', async (command, keys) => {
    const { code, said } = await type(`${command} --json`, scene);
    const { status, result } = JSON.parse(said) as { readonly status: number; readonly result: unknown };
    expect({ code, status }).toEqual({ code: 0, status: 0 });
    const [first] = [result].flat();
    expect(Object.keys(first as object)).toEqual(expect.arrayContaining([...keys]));
  });

  it('has a row for each command that an agent needs', () => {
    expect(resultsOf('agents.md').length).toBeGreaterThan(12);
  });
});
