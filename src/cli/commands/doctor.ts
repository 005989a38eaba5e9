import { EXIT } from '../../errors.js';
import type { Command } from '../command.js';
import { doctorLines } from '../print/doctor.js';
import { orgOf, sessionOf } from '../session.js';
import { shown } from '../print/shown.js';

/** `eca doctor` */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Check org, session, permissions and run-as users: what would make a deploy or the flow fail',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    wait: { type: 'number', describe: 'Minutes to wait for the org', default: 5, requiresArg: true },
  },
  examples: [
    ['eca doctor -o acme-uat', 'Check the org acme-uat, each finding with its fix'],
    ['eca doctor -e uat --json', 'The same for a pipeline; exit code 1 when a deploy would fail'],
  ],
  async run(context) {
    const { loaded, work } = await sessionOf(context);
    const org = await orgOf(context, work, loaded.config);
    const verb = await import('../../verbs/doctor.js');
    work.onProgress({ kind: 'stage', stage: 'preflight', message: 'Asking the org' });
    const report = await verb.doctor(org, loaded.config, work);
    const isBlocked = report.checks.some(({ level }) => level === 'blocker');
    return {
      result: report,
      lines: doctorLines(shown(report.checks), context.style),
      exitCode: isBlocked ? EXIT.failed : EXIT.done,
    };
  },
};
