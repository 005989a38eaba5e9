import { judgeRotation } from '../../../runs/judge.js';
import { TRAITS } from '../../../runs/verb-traits.js';
import type { RotationReport } from '../../../verbs/rotate.js';
import { isOn } from '../../command.js';
import { confirmProduction } from '../../confirm-production.js';
import { environmentCommand } from '../../environment-command.js';
import { ACCESS_FLAG, CREDENTIALS_SHARED, credentialsSession } from './shared.js';
import { credentialsLines } from '../../print/credentials.js';
import { verifyLines } from '../../print/verify.js';
import { SINK_FLAG, sinkOf } from '../../sink-flag.js';
import type { Style } from '../../style.js';
import { shown } from '../../print/shown.js';

const QUESTION = {
  act: 'Put the new key and secret into the Named Credentials of',
  cause: 'The rotation',
  refused: 'Nothing was rotated.',
};

/** `eca credentials rotate` */
export const credentialsRotate = environmentCommand({
  name: 'credentials rotate',
  summary: 'Replace key and secret without an outage; the old pair counts for up to 30 days more',
  shared: CREDENTIALS_SHARED,
  flags: {
    ...SINK_FLAG,
    'revoke-old': {
      type: 'boolean',
      describe: 'End the old pair once the new one is proven and stored',
      default: false,
    },
    wait: {
      type: 'number',
      describe: 'Minutes to wait until the new pair reached every server',
      default: 33,
      requiresArg: true,
    },
    ...ACCESS_FLAG,
    yes: {
      type: 'boolean',
      describe: 'Do not ask before the new pair goes into Named Credentials of production orgs',
      default: false,
    },
  },
  examples: [
    ['eca credentials rotate -e uat', 'Rotate, prove and store; consumers change over while both pairs count'],
    ['eca credentials rotate --all --report-dir reports', 'Rotate in every environment, each pair to its own sink'],
    ['eca credentials rotate -e uat --revoke-old', 'End the old pair as the last step'],
  ],
  changes: () => true,
  ...TRAITS.rotate,
  async inEnvironment(context, session) {
    const { flags, style } = context;
    const own = {
      ...sinkOf(flags),
      revokeOld: isOn(flags, 'revoke-old'),
      confirm: confirmProduction(context, QUESTION),
    };
    const { org, config, work, options } = await credentialsSession(context, session);
    const verb = await import('../../../verbs/rotate.js');
    const reports = await verb.rotate(org, config, work, { ...options, ...own });
    const all = reports.flatMap((report) => lines(shown(report), style));
    return { result: reports, lines: all, ...judgeRotation(reports) };
  },
});

function lines(report: RotationReport, style: Style): readonly string[] {
  const { app, oldKey, revoked, oldPairExpires, verify } = report;
  const end = revoked
    ? 'is revoked'
    : `still counts${oldPairExpires === undefined ? '' : ` until ${oldPairExpires}`}; end it with \`eca credentials revoke --app ${app}\`, once every consumer has the new one`;
  return [
    `${style.good('Rotated')} ${style.bold(app)}${report.resumed ? ', from where a run before had stopped' : ''}`,
    ...verifyLines(verify, style),
    ...credentialsLines(report, style),
    `The old pair (key ${oldKey}) ${end}.`,
  ];
}
