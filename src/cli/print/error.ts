import type { EcaError, Problem } from '../../errors.js';
import { printableText } from '../../foreign-text.js';
import type { Style } from '../style.js';
import { shown } from './shown.js';

/** The JSON object of an error, shaped as that of `sf`. */
export function errorJson(
  error: EcaError,
  exitCode: number,
  warnings: readonly string[],
): Readonly<Record<string, unknown>> {
  const { name, message, actions, problems, data } = error;
  return {
    status: exitCode,
    name,
    message,
    actions,
    exitCode,
    ...(problems.length === 0 ? {} : { problems }),
    ...(Object.values(data).every((value) => value === undefined) ? {} : { data }),
    warnings,
  };
}

/** The lines of an error for people: what is wrong, each problem with its place, what to do. */
export function errorLines(error: EcaError, style: Style): readonly string[] {
  const { name } = error;
  const message = printableText(error.message);
  const actions = error.actions.map(printableText);
  const problems = shown(error.problems);
  const lines = [`${style.bad('Error')} ${style.dim(`(${name})`)}: ${message}`];
  // Each problem says what to do; only where there is none do the actions of the whole.
  if ((name === 'ConfigInvalidError' || name === 'SourceInvalidError') && problems.length > 0) {
    return [...lines, ...problems.flatMap((problem) => problemLines(problem, style))];
  }
  const placed = problems.filter(({ file }) => file !== undefined);
  // The message of such an error tells all of its problems; only their places in the config are new.
  const places = placed.map((problem) => `  ${style.bold(placeText(problem))} ${style.dim('→')} ${problem.action}`);
  const said = new Set(placed.map(({ action }) => action));
  const tries = actions.filter((action) => !said.has(action)).map((action) => `${style.bold('Try:')} ${action}`);
  return [...lines, ...places, ...tries];
}

function placeText(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  return [place, problem.path].filter((part) => part !== '').join(' ');
}

/** The lines of one problem: its level where it is no error, place, what is wrong, what to do. */
export function problemLines(given: Problem, style: Style): readonly string[] {
  const problem = shown(given);
  const { level } = problem;
  const label = level === 'error' ? '' : `${level === 'warning' ? style.warn(level) : style.dim(level)} `;
  return [
    `  ${label}${style.bold(placeText(problem))}`,
    `    ${problem.message}`,
    `    ${style.dim('→')} ${problem.action}`,
  ];
}

/** The stacks of an error and its causes, without their messages: a library's message may quote what it was given. */
export function stackOf(error: EcaError): string {
  const stacks: string[] = [];
  for (let current: unknown = error; current instanceof Error && stacks.length < 8; current = current.cause) {
    const frames = (current.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    stacks.push([current.name, ...frames].join('\n'));
  }
  return stacks.join('\nCaused by ');
}
