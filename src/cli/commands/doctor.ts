import { judgeChecks } from '../../runs/judge.js';
import { environmentCommand } from '../environment-command.js';
import { doctorLines } from '../print/doctor.js';
import { orgOf } from '../session.js';
import { shown } from '../print/shown.js';

/** `eca doctor` */
export const doctor = environmentCommand({
  name: 'doctor',
  summary: 'Check org, session, permissions and run-as users: what would make a deploy or the flow fail',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    wait: { type: 'number', describe: 'Minutes to wait for the org', default: 5, requiresArg: true },
  },
  examples: [
    ['eca doctor -o acme-uat', 'Check the org acme-uat, each finding with its fix'],
    ['eca doctor --all', 'Check the org of every environment, with a recap'],
    ['eca doctor -e uat --json', 'The same for a pipeline; exit code 1 when a deploy would fail'],
  ],
  async inEnvironment(context, { loaded, work }) {
    const org = await orgOf(context, work, loaded.config);
    const verb = await import('../../verbs/doctor.js');
    work.onProgress({ kind: 'stage', stage: 'preflight', message: 'Asking the org' });
    const report = await verb.doctor(org, loaded.config, work);
    return { result: report, lines: doctorLines(shown(report.checks), context.style), ...judgeChecks(report.checks) };
  },
});
