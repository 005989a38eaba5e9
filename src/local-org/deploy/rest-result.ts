import type { Context } from '../state/context.js';
import type { DeployJob } from '../state/deploy-job.js';
import { deployResult } from './result.js';

type Plain = Readonly<Record<string, unknown>>;

const RESULT_NULLS = {
  canceledBy: null,
  canceledByName: null,
  completedDate: null,
  errorMessage: null,
  errorStatusCode: null,
  messages: null,
  retrieveResult: null,
  runTestResult: null,
  startDate: null,
  stateDetail: null,
};

const MESSAGE_NULLS = { columnNumber: null, id: null, lineNumber: null, problem: null, problemType: null };

const TEST_RESULT = {
  apexLogId: null,
  codeCoverage: [],
  codeCoverageWarnings: [],
  failures: [],
  flowCoverage: [],
  flowCoverageWarnings: [],
  numFailures: 0,
  numTestsRun: 0,
  successes: [],
  totalTime: 0,
};

/** Describes a deploy as REST does: null instead of nothing, and times that end in +0000. [C] */
export function restDeployResult(context: Context, job: DeployJob, includeDetails: boolean): Plain {
  const { details, ...result } = deployResult(context, job, includeDetails) as Plain;
  const shown = { ...RESULT_NULLS, ...restTimes(result) };
  return details === undefined ? shown : { ...shown, details: restDetails(details as Plain) };
}

function restDetails(details: Plain): Plain {
  const messages = (name: string): Plain[] => ((details[name] ?? []) as readonly Plain[]).map(restMessage);
  return {
    allComponentMessages: [],
    componentFailures: messages('componentFailures'),
    componentSuccesses: messages('componentSuccesses'),
    retrieveResult: null,
    runTestResult: TEST_RESULT,
  };
}

function restMessage(message: Plain): Plain {
  return {
    ...MESSAGE_NULLS,
    ...restTimes(message),
    forPackageManifestFile: message['fileName'] === 'package.xml',
    knownPackagingProblem: false,
    requiresProductionTestRun: false,
    warning: message['problemType'] === 'Warning',
  };
}

/** Drops what is `undefined` and writes times as REST does. */
function restTimes(values: Plain): Plain {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name,
        typeof value === 'string' && name.endsWith('Date') ? value.replace(/Z$/, '+0000') : value,
      ]),
  );
}
