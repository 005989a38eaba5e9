import type { StoreProblem } from '../../handover/hand-over-pair.js';
import type { CredentialsReport } from '../../proof/prove-apps.js';
import type { Style } from '../style.js';

/** The lines of one app's key, and of where key and secret went. */
export function credentialsLines(
  { app, consumerKey, places, problem }: CredentialsReport,
  style: Style,
): readonly string[] {
  return [
    ...(consumerKey === undefined ? [] : [`Consumer key of ${app}: ${consumerKey}`]),
    ...(places ?? []).map(
      ({ kind, place, readBack, earlier }) =>
        `${style.good('Stored')} key and secret of ${app} in ${kind} ${place}${readBack === true ? ', and read back' : ''}${earlier === true ? ', by a run before' : ''}`,
    ),
    ...(problem === undefined ? [] : problemLines(problem, style)),
  ];
}

function problemLines({ name, message, actions }: StoreProblem, style: Style): readonly string[] {
  return [
    `${style.bad('Not stored')} ${style.dim(`(${name})`)}: ${message}`,
    ...actions.map((action) => `${style.bold('Try:')} ${action}`),
  ];
}
