import { EXIT } from '../../../errors.js';
import type { RotationReport } from '../../../verbs/rotate.js';
import { isOn, type Command } from '../../command.js';
import { ACCESS_FLAG, CREDENTIALS_SHARED, credentialsSession } from './shared.js';
import { credentialsLines } from '../../print/credentials.js';
import { verifyLines } from '../../print/verify.js';
import { SINK_FLAG, sinkOf } from '../../sink-flag.js';
import type { Style } from '../../style.js';
import { shown } from '../../print/shown.js';

/** `eca credentials rotate` */
export const credentialsRotate: Command = {
  name: 'credentials rotate',
  summary: 'Replace key and secret without an outage: the old pair counts until the new one is proven and stored',
  shared: CREDENTIALS_SHARED,
  flags: {
    ...SINK_FLAG,
    'keep-old': { type: 'boolean', describe: 'Leave the old pair valid for its 30 days', default: false },
    wait: {
      type: 'number',
      describe: 'Minutes to wait until the new pair reached every server',
      default: 33,
      requiresArg: true,
    },
    ...ACCESS_FLAG,
  },
  examples: [
    ['eca credentials rotate -e uat', 'Rotate, prove, store, and end the old pair'],
    ['eca credentials rotate -e uat --keep-old', 'Let consumers change over within 30 days'],
  ],
  async run(context) {
    const { flags, style } = context;
    const own = { ...sinkOf(flags), keepOld: isOn(flags, 'keep-old') };
    const { org, config, work, options } = await credentialsSession(context);
    const verb = await import('../../../verbs/rotate.js');
    const reports = await verb.rotate(org, config, work, { ...options, ...own });
    const proven = reports.every(({ verify }) => verify.ok);
    return {
      result: reports,
      lines: reports.flatMap((report) => lines(shown(report), style)),
      exitCode: proven ? EXIT.done : EXIT.notProven,
    };
  },
};

function lines(report: RotationReport, style: Style): readonly string[] {
  const { app, oldKey, revoked, oldPairExpires, verify } = report;
  const end = revoked
    ? 'is revoked'
    : `still counts${oldPairExpires === undefined ? '' : ` until ${oldPairExpires}`}; end it with \`eca credentials revoke\``;
  return [
    `${style.good('Rotated')} ${style.bold(app)}${report.resumed ? ', from where a run before had stopped' : ''}`,
    ...verifyLines(verify, style),
    ...credentialsLines(report, style),
    `The old pair (key ${oldKey}) ${end}.`,
  ];
}
