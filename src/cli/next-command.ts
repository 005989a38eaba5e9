import { EcaError } from '../errors.js';
import { shellWord } from '../shell-quote.js';
import { OWN_NAME } from './how-to-call.js';
import { text, texts, type CommandContext, type FlagValues, type Outcome } from './command.js';

/** Commands that work in an org: they take -e, -o and --config. */
export const ORG_COMMANDS: readonly string[] = [
  ...['plan', 'deploy', 'deploy resume', 'destroy', 'doctor', 'verify', 'refresh', 'token', 'request', 'query'],
  ...['credentials show', 'credentials store', 'credentials rotate', 'credentials revoke', 'credentials age'],
];

/** Commands that take --config, and not the org of the run before. */
export const CONFIG_COMMANDS: readonly string[] = [
  'validate',
  'generate',
  'import',
  'matrix',
  'diagram',
  'local-org start',
];

/** A command of ours in a text, as all texts write them. */
const NAMED = /`eca ([a-z][^`\n]*)`/g;
const NAMES_ORG = /(?:^|\s)(?:-e|--environment|-o|--target-org|--all|--my-domain)(?=[\s=]|$)/;
const NAMES_CONFIG = /(?:^|\s)--config(?=[\s=]|$)/;

/** Where a command was typed: what a command that it names needs, too. */
type Typed = Pick<CommandContext, 'flags'> & { readonly io: Pick<CommandContext['io'], 'call'> };

/**
 * Completes the commands that a text names, so that they work when they are pasted where the run was typed: begun as it was
 * (`npx eca`), with its environment or org, and with its config.
 */
export function pasteable(said: string, { flags, io }: Typed): string {
  return said.replace(NAMED, (_, words: string) => {
    const [first = '', second = ''] = words.split(' ');
    const takes = (commands: readonly string[]): boolean =>
      commands.includes(first) || commands.includes(`${first} ${second}`);
    const isOrgCommand = takes(ORG_COMMANDS);
    const org = isOrgCommand && !NAMES_ORG.test(words) ? orgFlags(flags) : [];
    const config = (isOrgCommand || takes(CONFIG_COMMANDS)) && !NAMES_CONFIG.test(words) ? configFlag(flags) : [];
    return `\`${[io.call ?? OWN_NAME, words, ...org, ...config].join(' ')}\``;
  });
}

/** Several environments are none: the text of each is completed where it is known which one it is about. */
function orgFlags(flags: FlagValues): readonly string[] {
  const environments = texts(flags, 'environment') ?? [text(flags, 'environment')].filter((name) => name !== undefined);
  const org = text(flags, 'target-org');
  const [environment] = environments;
  return [
    ...(environment === undefined || environments.length > 1 ? [] : ['-e', shellWord(environment)]),
    ...(org === undefined ? [] : ['-o', shellWord(org)]),
  ];
}

function configFlag(flags: FlagValues): readonly string[] {
  const path = text(flags, 'config');
  return path === undefined ? [] : ['--config', shellWord(path)];
}

/** Gives an error whose next commands can be pasted. */
export function pasteableError(error: EcaError, typed: Typed): EcaError {
  const { name, data, cause, stack } = error;
  const message = pasteable(error.message, typed);
  const [first = '', ...more] = error.actions.map((action) => pasteable(action, typed));
  const problems = error.problems.map((problem) => ({ ...problem, action: pasteable(problem.action, typed) }));
  const told = new EcaError({ name, message, actions: [first, ...more], problems, data, cause });
  if (stack !== undefined) told.stack = stack;
  return told;
}

/** Gives an outcome whose next commands can be pasted, in what it says and in the JSON. */
export function pasteableOutcome(outcome: Outcome, typed: Typed): Outcome {
  const { summary } = outcome;
  const cause = summary?.cause;
  return {
    ...outcome,
    result: advice(outcome.result, typed),
    lines: outcome.lines.map((line) => pasteable(line, typed)),
    warnings: outcome.warnings?.map((warning) => pasteable(warning, typed)),
    summary:
      summary === undefined ? undefined : { ...summary, cause: cause === undefined ? cause : pasteable(cause, typed) },
  };
}

/** Keys under which reports say what to do; all else in them is what was found. */
const ADVICE: ReadonlySet<string> = new Set(['action', 'actions', 'fix']);

function advice(value: unknown, typed: Typed, key = ''): unknown {
  if (typeof value === 'string') return ADVICE.has(key) ? pasteable(value, typed) : value;
  if (Array.isArray(value)) return value.map((each) => advice(each, typed, key));
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, advice(inner, typed, name)]));
}
