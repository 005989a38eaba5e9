import { EXIT, type EcaError } from '../../errors.js';
import { exitCodeOf } from '../../runs/environment-end.js';
import type { EnvironmentEnd } from './run-many.js';

/** What `--json` says of one environment. */
export function environmentJson(end: EnvironmentEnd): Readonly<Record<string, unknown>> {
  const { name, before, value, error, began = false, ms = 0 } = end;
  if (before !== undefined) return { name, ok: true, exitCode: EXIT.done, skipped: true };
  const exitCode = exitCodeOf({ ...end, began, ms });
  return {
    name,
    ok: exitCode === EXIT.done,
    exitCode,
    result: error === undefined ? value?.result : undefined,
    error: error === undefined ? undefined : errorOf(error),
  };
}

function errorOf({ name, message, actions, problems, data }: EcaError): Readonly<Record<string, unknown>> {
  return {
    name,
    message,
    actions,
    problems: problems.length === 0 ? undefined : problems,
    data: Object.values(data).every((value) => value === undefined) ? undefined : data,
  };
}
