import render from '../../templates/report/junit.hbs';
import { markupText } from '../page/markup.js';
import { exitCodeOf, overviewOf, verdictOf, type EnvironmentView } from './overview.js';
import type { Run, RunEnvironment, RunProof } from './run.js';
import { mappedTexts } from '../page/mapped-texts.js';
import { oneLine } from './run-texts.js';
import { EXIT } from '../errors.js';

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

/** One question of a run and its answer, as CI systems count them. */
interface Case {
  readonly classname: string;
  readonly name: string;
  readonly ms?: number | undefined;
  readonly outcome: Outcome;
  /** Kind of a failure: the name of an error, or the word of a diagnosis. */
  readonly type?: string | undefined;
  readonly message?: string | undefined;
  /** What was found, and what to do. */
  readonly text?: string | undefined;
  readonly output?: string | undefined;
}

interface Suite {
  readonly name: string;
  readonly ms: number;
  readonly started?: string | undefined;
  readonly properties: Readonly<Record<string, string | undefined>>;
  readonly cases: readonly Case[];
}

/**
 * Puts a run into JUnit XML as Jenkins, GitLab and Azure Pipelines read it: a suite for each environment, a case for the
 * command itself, what was read back, each finding, and each check of each app. What is unknown is skipped, not passed.
 *
 * @param run - With texts that are fit to be shown.
 */
export function toJunit(run: Run): string {
  const overview = overviewOf(run);
  const suites = [...overview.environments.map((view) => suiteOf(run, view)), ...problemSuites(run)];
  const cases = suites.flatMap((suite) => suite.cases);
  return render(
    mappedTexts(
      {
        name: `eca ${run.verb}`,
        ...countsOf(cases),
        time: seconds(overview.ms ?? 0),
        suites: suites.map(({ name, ms, started, properties, cases: own }) => ({
          name,
          ...countsOf(own),
          time: seconds(ms),
          timestamp: started?.slice(0, 19),
          properties: Object.entries(properties).flatMap(([key, value]) =>
            value === undefined ? [] : [{ name: key, value }],
          ),
          cases: own.map(caseView),
        })),
      },
      markupText,
    ),
  );
}

function countsOf(cases: readonly Case[]): Readonly<Record<string, number>> {
  const count = (outcome: Outcome): number => cases.filter((one) => one.outcome === outcome).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function caseView({
  classname,
  name,
  ms = 0,
  outcome,
  type = 'failed',
  message = '',
  text = '',
  output,
}: Case): object {
  const isTold = { isFailure: outcome === 'failure', isError: outcome === 'error', isSkipped: outcome === 'skipped' };
  return { classname, name, time: seconds(ms), ...isTold, type, message: oneLine(message), text, output };
}

function suiteOf(run: Run, view: EnvironmentView): Suite {
  const { environment, title } = view;
  const { org, deploy, digests, ms = 0, started, of } = environment;
  return {
    name: title,
    ms,
    started,
    properties: {
      ...{ org: org?.id, 'org-name': org?.name, 'instance-url': org?.instanceUrl },
      ...{ sandbox: org === undefined ? undefined : String(org.isSandbox), deploy: deploy?.id },
      ...{ 'config-digest': digests?.config, run: (of ?? run).ci?.runUrl },
    },
    cases: [
      commandCase(of?.verb ?? run.verb, view),
      ...readBackCases(environment, title),
      ...findingCases(environment, title),
      ...environment.proofs.flatMap((proof) => proofCases(proof, title)),
    ],
  };
}

/** Exit codes of a command that came to its end and found something wrong. */
const FOUND_WRONG: readonly number[] = [EXIT.failed, EXIT.differences, EXIT.notProven];

/** What the environment came to as a whole. A check that failed is told by its own case. */
function commandCase(verb: string, { environment, title, cause = '', result }: EnvironmentView): Case {
  const { ms, error, status, ok } = environment;
  const common = { classname: title, name: `eca ${verb}`, ms };
  if (status === 'skipped') return { ...common, outcome: 'skipped', message: 'Done by a run before.' };
  if (ok) return { ...common, outcome: 'passed' };
  const text = [error?.message ?? cause, ...(error?.actions ?? [])].join('\n');
  const isFinding = error === undefined && FOUND_WRONG.includes(exitCodeOf(environment));
  const hasEnded = status === 'ended';
  return {
    ...common,
    outcome: isFinding && hasEnded ? 'failure' : 'error',
    type: error?.name ?? result,
    message: cause,
    text,
  };
}

function readBackCases({ readBack }: RunEnvironment, classname: string): readonly Case[] {
  if (readBack === undefined) return [];
  const lines = readBack.differences.map(
    ({ fullName, path, wanted = '(none)', got = '(none)' }) =>
      `${fullName} ${path}: ${got}, and the config asks for ${wanted}`,
  );
  const common = { classname, name: 'read-back' };
  if (readBack.inSync) return [{ ...common, outcome: 'passed' }];
  return [
    {
      ...common,
      outcome: 'failure',
      type: 'differs',
      message: lines[0] ?? 'The org has something else.',
      text: lines.join('\n'),
    },
  ];
}

function findingCases({ findings = [] }: RunEnvironment, classname: string): readonly Case[] {
  return findings.map(({ name, app, level, detail, action = '' }): Case => {
    const common = { classname: app === undefined ? classname : `${classname}.${app}`, name };
    if (level === 'blocker') return { ...common, outcome: 'failure', type: level, message: detail, text: action };
    if (level === 'unknown') return { ...common, outcome: 'skipped', message: detail };
    return { ...common, outcome: 'passed', output: `${detail} ${action}`.trim() };
  });
}

function proofCases({ app, checks, diagnosis }: RunProof, suite: string): readonly Case[] {
  const first = checks.find(({ ok }) => !ok);
  return checks.map((check): Case => {
    const common = { classname: `${suite}.${app}`, name: check.name, ms: check.ms };
    const verdict = verdictOf(check);
    if (verdict === 'passed') return { ...common, outcome: 'passed', output: check.detail };
    if (verdict === 'unknown') return { ...common, outcome: 'skipped', message: check.detail };
    const told = check === first ? diagnosis : undefined;
    const text = told === undefined ? check.detail : [check.detail, told.evidence, told.fix].join('\n');
    return { ...common, outcome: 'failure', type: told?.layer ?? check.name, message: check.detail, text };
  });
}

/** A report that could not be read may hide anything. */
function problemSuites({ problems = [] }: Run): readonly Suite[] {
  if (problems.length === 0) return [];
  const cases = problems.map(({ file, level, message }): Case => ({
    classname: 'reports',
    name: file,
    outcome: level === 'error' ? 'error' : 'skipped',
    type: 'report',
    message,
    text: message,
  }));
  return [{ name: 'reports', ms: 0, properties: {}, cases }];
}
