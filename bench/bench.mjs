// Measures what eca costs beside a bare node and beside sf, and how that grows: `npm run bench -- [--rounds N] [--json FILE] [--readme]`.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scaleOf } from './scale.mjs';
import { startsOf } from './starts.mjs';
import { scaleTable, startsTable } from './tables.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    json: { type: 'string' },
    readme: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const home = await mkdtemp(join(tmpdir(), 'eca-bench-'));
const say = (text) => void process.stderr.write(text);
try {
  const rounds = Number(values.rounds);
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB`;
  const starts = await startsOf({ home, rounds, say });
  const scale = values.scale ? await scaleOf({ home, say }) : undefined;
  const date = new Date().toISOString().slice(0, 10);
  const text = [
    startsTable(starts, { rounds, machine, date }),
    ...(scale === undefined ? [] : [scaleTable(scale)]),
  ].join('\n\n');
  console.log(text);
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify({ date, machine, rounds, starts, scale }, null, 2)}\n`);
  if (values.readme) await intoReadme(text);
} finally {
  await rm(home, { recursive: true, force: true });
}

/** Puts the tables between the two marks of README.md. */
async function intoReadme(text) {
  const readme = await readFile('README.md', 'utf8');
  const marked = /(<!-- bench -->)[\s\S]*?(<!-- \/bench -->)/;
  if (!marked.test(readme)) throw new Error('README.md has no marks <!-- bench --> and <!-- /bench -->.');
  await writeFile(
    'README.md',
    readme.replace(marked, (_all, begin, end) => `${begin}\n\n${text}\n\n${end}`),
  );
}
