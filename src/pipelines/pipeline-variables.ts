import { environmentNames, loginVariables } from '../config/effective.js';
import { resolve } from '../config/resolve.js';
import { ENVIRONMENT_PLACE } from '../config/sink-environment.js';
import { isMap } from '../plain-data.js';
import type { PipelineOptions, StandIn } from './pipeline-files.js';

const PLACEHOLDER = /(?<!\$)\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** What can stand in for the value of a variable; of these the first that breaks no rule is taken. */
const CANDIDATES: readonly ((name: string) => string)[] = [
  (name) => `${name}@validate.invalid`,
  (name) => `https://validate.invalid/${name}`,
  (name) => name,
  () => 'api',
  () => 'opaque',
  () => '192.0.2.1',
];

/** Gives the variables that a written config names: those that a pipeline has to hand on to its jobs. */
export function pipelineVariables(written: unknown): Pick<PipelineOptions, 'variables' | 'pairs' | 'standIns'> {
  const placeholders = [...new Set(placeholdersIn(written))];
  const variables = [...new Set([...(loginVariables(written) ?? []), ...placeholders])];
  const pairs = [...new Set(readVariables(written))].filter((name) => !variables.includes(name));
  return { standIns: standInsFor(written, placeholders), variables, pairs };
}

function placeholdersIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  if (Array.isArray(value)) return value.flatMap(placeholdersIn);
  return isMap(value) ? Object.values(value).flatMap(placeholdersIn) : [];
}

/** Gives the variables that a sink reads back by `read: [printenv, NAME]`, such as a pair in the secrets of the CI system. */
function readVariables(written: unknown): readonly string[] {
  const names = environmentNames(written);
  return printedIn(written).flatMap((name) =>
    name.includes(ENVIRONMENT_PLACE) ? names.map((each) => name.replaceAll(ENVIRONMENT_PLACE, each)) : name,
  );
}

function printedIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(printedIn);
  if (!isMap(value)) return [];
  const { read } = value;
  const [program, name] = Array.isArray(read) ? (read as readonly unknown[]) : [];
  const own = program === 'printenv' && typeof name === 'string' ? [name] : [];
  return [...own, ...Object.values(value).flatMap(printedIn)];
}

/** Gives each variable a value by which the config can be checked where none of them is set. */
function standInsFor(written: unknown, names: readonly string[]): readonly StandIn[] {
  let chosen = new Map(names.map((name) => [name, CANDIDATES[0]?.(name) ?? name]));
  for (const name of names) {
    const tried = CANDIDATES.map((candidate) => new Map([...chosen, [name, candidate(name)]]));
    const least = Math.min(...tried.map((each) => problemsWith(written, each)));
    chosen = tried.find((each) => problemsWith(written, each) === least) ?? chosen;
  }
  return [...chosen].map(([name, value]) => ({ name, value }));
}

function problemsWith(written: unknown, values: ReadonlyMap<string, string>): number {
  const { problems, warnings } = resolve(written, { env: Object.fromEntries(values) });
  return problems.length + warnings.length;
}
