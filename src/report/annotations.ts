import { overviewOf, type EnvironmentView } from './overview.js';
import type { Run } from './run.js';
import { cutText, oneLine } from './run-texts.js';

/** GitHub shows ten of a kind for a step, and drops what comes after; one is left to whoever else has something to say. */
const MOST = 9;
const LONGEST = 2000;

interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
}

/**
 * Gives workflow commands that put what is wrong on the page of a run in GitHub Actions: at most nine, the worst first.
 *
 * @param run - With texts that are fit to be shown.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function toAnnotations(run: Run): readonly string[] {
  const wrong = overviewOf(run).byWeight.filter(({ tone }) => tone !== 'good');
  const problems = (run.problems ?? []).map(({ file, level, message }): Annotation => ({
    level,
    title: file,
    message,
  }));
  const told = [...wrong.map(annotationOf), ...problems];
  const all = [...told.filter(({ level }) => level === 'error'), ...told.filter(({ level }) => level === 'warning')];
  const kept = all.length <= MOST ? all : all.slice(0, MOST - 1);
  const left = all.slice(kept.length);
  return [...kept, ...(left.length === 0 ? [] : [restOf(left)])].map(commandOf);
}

function annotationOf({ title, result, tone, cause = '' }: EnvironmentView): Annotation {
  return { level: tone === 'bad' ? 'error' : 'warning', title: `${title}: ${result}`, message: cause };
}

function restOf(left: readonly Annotation[]): Annotation {
  const level = left.some((one) => one.level === 'error') ? 'error' : 'warning';
  return { level, title: `${left.length} more`, message: left.map(({ title }) => title).join('; ') };
}

function commandOf({ level, title, message }: Annotation): string {
  const told = cutText(oneLine(message), LONGEST);
  return `::${level} title=${propertyText(cutText(oneLine(title), LONGEST))}::${dataText(told)}`;
}

/** The escapes that the runner takes back. */
function dataText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function propertyText(text: string): string {
  return dataText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
