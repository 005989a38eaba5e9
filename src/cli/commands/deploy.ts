import type { DeployReport } from '../../deploy.js';
import { EXIT, type ExitCode } from '../../errors.js';
import { withSecrets } from '../../project/secrets.js';
import { isOn, minutes, type Command } from '../command.js';
import { changeLines, planLines } from '../print-plan.js';
import { credentialsLines } from '../print-credentials.js';
import { verifyLines } from '../print-verify.js';
import { configOf, orgOf } from '../session.js';
import type { Style } from '../style.js';

/** `eca deploy` */
export const deploy: Command = {
  name: 'deploy',
  summary: 'Deploy the apps, read them back, and prove each by a token',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    'dry-run': { type: 'boolean', describe: 'Stop after the check in the org; change nothing', default: false },
    verify: { type: 'boolean', describe: 'Prove each app by a token; --no-verify skips it', default: true },
    wait: {
      type: 'number',
      describe: 'Minutes to wait for the org, and for changes to reach all its servers',
      default: 33,
      requiresArg: true,
    },
  },
  examples: [
    ['eca deploy -o acme-uat', 'Do the whole main job in the org acme-uat'],
    ['eca deploy -e uat --dry-run', 'Let the org check the components of the environment uat'],
    ['eca deploy -o acme-uat --app Billing_Sync --json', 'One app, with the result as JSON'],
  ],
  async run(context) {
    const { config: written, source } = await configOf(context);
    const { io, flags, onProgress, style } = context;
    const config = withSecrets(written, io.env);
    const org = await orgOf(context, config);
    const verb = await import('../../deploy.js');
    const dryRun = isOn(flags, 'dry-run');
    const report = await verb.deploy(org, config, {
      dryRun,
      verify: isOn(flags, 'verify'),
      timeoutMs: minutes(flags, 'wait'),
      signal: io.signal,
      onProgress,
      folder: source.root,
      env: io.env,
    });
    return { result: report, lines: deployLines(report, style), exitCode: exitCodeOf(report) };
  },
};

/** 3 when it was deployed and something of it is not proven. */
function exitCodeOf({ readBack, verify, credentials }: DeployReport): ExitCode {
  const stored = credentials.every(({ problem }) => problem === undefined);
  const proven = readBack?.inSync !== false && verify.every(({ ok }) => ok) && stored;
  return proven ? EXIT.done : EXIT.notProven;
}

/** The lines of a deploy's report. */
export function deployLines(report: DeployReport, style: Style): readonly string[] {
  return [
    ...planLines(report, style),
    ...outcomeLines(report, style),
    ...report.verify.flatMap((app) => verifyLines(app, style)),
    ...report.credentials.flatMap((credentials) => credentialsLines(credentials, style)),
  ];
}

function outcomeLines({ deploy: outcome, readBack }: DeployReport, style: Style): readonly string[] {
  const lines: string[] = [];
  if (outcome !== undefined) {
    const { id, status, components, ms, checkOnly } = outcome;
    const what = checkOnly === true ? 'Checked' : 'Deployed';
    lines.push(`${style.good(what)} ${components} components in ${(ms / 1000).toFixed(1)} s (${id}, ${status})`);
    if (checkOnly === true) lines.push('This was a dry run: the org is as it was.');
  }
  if (readBack === undefined) return lines;
  if (readBack.inSync) return [...lines, `${style.good('Read back')}: the org has what the config asks for`];
  return [
    ...lines,
    style.bad('The org did not take everything:'),
    ...readBack.differences.flatMap((change) => changeLines(change, style)),
  ];
}
