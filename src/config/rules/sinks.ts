import { isVariableName } from '../placeholders.js';
import { type ConfigPath, show } from '../../problem.js';
import { SINK_KINDS } from '../rows/sink.js';
import { outputName } from '../sink-environment.js';
import { type AppRule, type ConfigRule, type EffectiveConfig, type RuleProblem, problem } from './rule.js';

const ONE_OF = `Write exactly one of ${SINK_KINDS.join(', ')}.`;

/** A sink as written: the kinds are not told apart yet. */
interface WrittenSink {
  readonly file?: string | undefined;
  readonly format?: string | undefined;
  readonly command?: readonly string[];
  readonly github?: { readonly key?: string; readonly secret?: string };
  readonly exec?: readonly string[];
  readonly read?: readonly string[] | undefined;
}

/** What was cut out of a list for its wrong shape is reported already. */
type SinkList = readonly (WrittenSink | undefined)[];

function checkProgram(argv: readonly string[] | undefined, path: ConfigPath): RuleProblem[] {
  if (argv === undefined || (argv[0] ?? '').trim() !== '') return [];
  return [
    problem(path, 'No program is named.', 'Write the program first, then its arguments: [gh, secret, set, NAME].'),
  ];
}

function checkGithub({ key, secret }: NonNullable<WrittenSink['github']>, path: ConfigPath): RuleProblem[] {
  const wrong = Object.entries({ key, secret }).flatMap(([name, value]) => {
    if (value === undefined || isVariableName(outputName(value, 'X'))) return [];
    const action = 'Use letters, digits and underscores, not beginning with a digit.';
    return [problem([...path, name], `${show(value)} cannot be the name of an output.`, action)];
  });
  const isSame = key !== undefined && key === secret;
  const same = problem([...path, 'secret'], `Key and secret are both called ${show(key)}.`, 'Give them two names.');
  return isSame ? [...wrong, same] : wrong;
}

/** Checks a sink, or each of several: what stands in a list is told apart by its place. */
function checkSinks(sinks: WrittenSink | SinkList | undefined, path: ConfigPath): RuleProblem[] {
  if (!isList(sinks)) return checkSink(sinks, path);
  if (sinks.length === 0) return [problem(path, 'The list names no sink.', `${ONE_OF} Or leave sink out.`)];
  const readers = sinks.flatMap((sink, index) => (sink?.read === undefined ? [] : [index]));
  const second = readers[1];
  const twice = 'Another sink of the list says how to read key and secret already.';
  return [
    ...sinks.flatMap((sink, index) => checkSink(sink, [...path, index])),
    ...(second === undefined ? [] : [problem([...path, second, 'read'], twice, 'Keep `read` at one of them.')]),
  ];
}

const isList = (sinks: unknown): sinks is SinkList => Array.isArray(sinks);

/** Checks one sink: exactly one kind, and what that kind needs. */
function checkSink(sink: WrittenSink | undefined, path: ConfigPath): RuleProblem[] {
  if (sink === undefined) return [];
  const kinds = SINK_KINDS.filter((kind) => sink[kind] !== undefined);
  if (kinds.length === 0) return [problem(path, 'The sink does not say where key and secret go.', ONE_OF)];
  if (kinds.length > 1) return [problem(path, `The sink names ${kinds.join(' and ')}.`, ONE_OF)];
  const findings = [
    ...checkProgram(sink.command, [...path, 'command']),
    ...checkProgram(sink.exec, [...path, 'exec']),
    ...checkProgram(sink.read, [...path, 'read']),
    ...(sink.github === undefined ? [] : checkGithub(sink.github, [...path, 'github'])),
  ];
  if (sink.file?.trim() === '')
    findings.push(problem([...path, 'file'], 'The path is empty.', 'Write the path of a file.'));
  if (sink.format !== undefined && sink.file === undefined) {
    findings.push(problem([...path, 'format'], 'format is for a file, and the sink is none.', 'Remove format.'));
  }
  return findings;
}

/** The sink of an app is complete. */
export const appSink: AppRule = {
  name: 'app-sink',
  reads: ['sink'],
  check: ({ sink }) => checkSinks(sink, ['sink']),
};

type Written = WrittenSink | SinkList | undefined;

const outputsOf = (sinks: Written): readonly string[] =>
  (isList(sinks) ? sinks : [sinks]).flatMap((sink) => {
    const { key, secret } = sink?.github ?? {};
    return [key, secret].filter((name) => typeof name === 'string');
  });

/** Finds outputs of a job that several apps would write: they carry no name of an app, and the last one would stand there. */
function sharedOutputs({ sink, environment, environmentName, apps }: EffectiveConfig): RuleProblem[] {
  const owners = new Map<string, string>();
  return apps.flatMap(([app, { sink: own, clientCredentials, role }]) => {
    if (clientCredentials === false || role === 'subscriber') return [];
    const names = outputsOf(own ?? environment?.sink ?? sink);
    const taken = names.find((name) => owners.has(name));
    for (const name of names) if (taken === undefined) owners.set(name, app);
    if (taken === undefined) return [];
    const inherited = environment?.sink === undefined ? ['sink'] : ['environments', environmentName ?? '', 'sink'];
    const message = `${owners.get(taken) ?? ''} and ${app} hand over to one output of the job, ${show(taken)}: the pair of the last one would stand there.`;
    const action = 'Give each app a sink of its own, with names of its own for key and secret.';
    return [problem(own === undefined ? inherited : ['apps', app, 'sink'], message, action)];
  });
}

/** The sinks of the config and of the environment are complete, and no two apps hand over to one output. */
export const otherSinks: ConfigRule = {
  name: 'other-sinks',
  check: (config) => [
    ...checkSinks(config.sink, ['sink']),
    ...checkSinks(config.environment?.sink, ['environments', config.environmentName ?? '', 'sink']),
    ...sharedOutputs(config),
  ],
};
