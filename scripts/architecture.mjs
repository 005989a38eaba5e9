// Holds the rooms of src/ to their rules, and draws how they depend on each other into DESIGN.md.
// `npm run architecture` writes the picture, `node scripts/architecture.mjs --check` says whether it is still true.
import { readFile, writeFile } from 'node:fs/promises';
import { cruise, format } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import config, { LOCAL_ORG_ROOMS, ROOMS } from '../.dependency-cruiser.mjs';

const DESIGN = 'DESIGN.md';
const BEGIN = '<!-- rooms: drawn by npm run architecture -->';
const END = '<!-- end of rooms -->';
const LOCAL_ORG = { name: 'local-org', path: '^src/local-org/' };

const { output } = await cruise(
  ['src'],
  { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true },
  undefined,
  {
    tsConfig: extractTSConfig('tsconfig.json'),
  },
);
const { output: report } = await format(output, { outputType: 'err' });
if (output.summary.error > 0) {
  console.error(report);
  process.exitCode = 1;
}

const homeless = output.modules
  .map(({ source }) => source)
  .filter((source) => /^src\/.*\.ts$/.test(source) && source !== 'src/templates.d.ts')
  .filter((source) => ![...ROOMS, ...LOCAL_ORG_ROOMS].some(({ path }) => new RegExp(path).test(source)));
if (homeless.length > 0) {
  console.error(`No room of .dependency-cruiser.mjs holds ${homeless.join(', ')}.`);
  process.exitCode = 1;
}

const page = await readFile(DESIGN, 'utf8');
const [before, rest] = page.split(BEGIN);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error(`${DESIGN} has no place for the picture: ${BEGIN} … ${END}`);
const drawn = `${before}${BEGIN}\n\n\`\`\`mermaid\n${mermaid(output.modules)}\n\`\`\`\n\n${END}${after}`;
if (!process.argv.includes('--check')) await writeFile(DESIGN, drawn);
else if (drawn !== page) {
  console.error(`The picture in ${DESIGN} is not what the imports say; draw it with npm run architecture.`);
  process.exitCode = 1;
}

/** Draws which room uses which. What follows from other arrows is left out. */
function mermaid(modules) {
  const edges = new Map([...ROOMS, LOCAL_ORG].map(({ name }) => [name, new Set()]));
  for (const { source, dependencies } of modules) {
    const from = roomOf(source);
    for (const { resolved } of dependencies) {
      const to = roomOf(resolved);
      if (from !== undefined && to !== undefined && from !== to) edges.get(from).add(to);
    }
  }
  const lines = [...edges].flatMap(([from, all]) =>
    [...all]
      .filter((to) => ![...all].some((between) => between !== to && reaches(edges, between, to)))
      .map((to) => `  ${from} --> ${to}`),
  );
  return ['flowchart TD', ...lines.sort()].join('\n');
}

function roomOf(path) {
  return [...ROOMS, LOCAL_ORG].find((room) => new RegExp(room.path).test(path))?.name;
}

function reaches(edges, from, to, seen = new Set()) {
  if (seen.has(from)) return false;
  seen.add(from);
  return edges.get(from).has(to) || [...edges.get(from)].some((next) => reaches(edges, next, to, seen));
}
