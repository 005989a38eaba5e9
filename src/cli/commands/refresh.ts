import { EcaError } from '../../errors.js';
import { withSecrets } from '../../project/secrets.js';
import { judgeChecks, judgeRefresh } from '../../runs/judge.js';
import { TRAITS } from '../../runs/verb-traits.js';
import { isOn, text, type CommandContext, type Outcome } from '../command.js';
import { environmentCommand } from '../environment-command.js';
import { doctorLines } from '../print/doctor.js';
import { planLines } from '../print/plan.js';
import { refreshLines, releaseLines, removalLines, userPlanLines } from '../print/refresh.js';
import { shown } from '../print/shown.js';
import { placed } from '../place-problems.js';
import type { Session } from '../session.js';
import { SINK_FLAG, sinkOf } from '../sink-flag.js';
import { ACCESS_FLAG } from './credentials/shared.js';

/** `eca refresh` */
export const refresh = environmentCommand({
  name: 'refresh',
  summary: 'Make every integration of a refreshed sandbox work again, prove each, and hand the new secrets on',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    'dry-run': { type: 'boolean', describe: 'Say what would be done; change nothing', default: false },
    prepare: {
      type: 'boolean',
      describe: 'The day before: say what the refresh will take along and what it will lose; change nothing',
      default: false,
    },
    'release-keys': {
      type: 'boolean',
      describe:
        'Before the refresh: delete apps that the sandbox alone has and whose key the config supplies, once their pair is stored',
      default: false,
    },
    'expect-refreshed': {
      type: 'boolean',
      describe: 'Fail when the sandbox is the one that the last run left',
      default: false,
    },
    unfreeze: { type: 'boolean', describe: 'Unfreeze run-as users that the refresh froze', default: false },
    wait: {
      type: 'number',
      describe: 'Minutes to wait for the org, and for changes to reach all its servers',
      default: 33,
      requiresArg: true,
    },
    ...SINK_FLAG,
    ...ACCESS_FLAG,
  },
  examples: [
    ['eca refresh -e uat --prepare', 'The day before: who and what will not survive the refresh'],
    ['eca refresh -e uat --dry-run', 'After the refresh: what would be done'],
    ['eca refresh -e uat --unfreeze', 'Make the integrations of uat work again, and prove each'],
    ['eca refresh -e uat --expect-refreshed --json', 'For a pipeline: exit code 69 while the copy is not there yet'],
  ],
  changes: (flags) => !isOn(flags, 'dry-run') && !isOn(flags, 'prepare'),
  ...TRAITS.refresh,
  async inEnvironment(context, session) {
    refuseBoth(context);
    refuseNoEnvironment(context, session);
    if (isOn(context.flags, 'prepare')) return prepare(context, session);
    if (isOn(context.flags, 'release-keys')) return release(context, session);
    return repair(context, session);
  },
});

/** Which sandbox is meant, an environment says, or `-o`. */
function refuseNoEnvironment({ flags }: CommandContext, { loaded }: Session): void {
  const { environment, targetOrg, auth } = loaded.config;
  if ([environment, targetOrg, auth, text(flags, 'target-org')].some((one) => one !== undefined)) return;
  throw new EcaError({
    name: 'UsageError',
    message: 'Which sandbox was refreshed was not said.',
    actions: ['Name its environment with -e, all of them with --all, or an org with -o.'],
  });
}

function refuseBoth({ flags }: CommandContext): void {
  const given = ['prepare', 'release-keys', 'expect-refreshed'].filter((name) => isOn(flags, name));
  if (given.length < 2) return;
  throw new EcaError({
    name: 'UsageError',
    message: `${given.map((name) => `--${name}`).join(' and ')} exclude each other: two are for the day before.`,
    actions: ['Pass one of them.'],
  });
}

async function repair(context: CommandContext, { loaded, work }: Session): Promise<Outcome> {
  const { flags, style, print } = context;
  const config = withSecrets(loaded.config, work.env);
  const verb = await import('../../verbs/refresh.js');
  const report = await placed(loaded, () =>
    verb.refresh(config, work, {
      met: context.met,
      targetOrg: text(flags, 'target-org'),
      dryRun: isOn(flags, 'dry-run'),
      expectRefreshed: isOn(flags, 'expect-refreshed'),
      unfreeze: isOn(flags, 'unfreeze'),
      allowSecretAccess: isOn(flags, 'allow-secret-access'),
      onUsers: ({ identity }, users) => {
        for (const line of userPlanLines(shown({ identity, users }), style)) print(line);
      },
      onRemoval: ({ identity }, removed) => {
        for (const line of removalLines(shown({ identity, removed }), style)) print(line);
      },
      onPlan: (plan) => {
        for (const line of planLines(shown(plan), style)) print(line);
      },
      ...sinkOf(flags),
    }),
  );
  return { result: report, lines: refreshLines(shown(report), style), ...judgeRefresh(report) };
}

async function prepare(context: CommandContext, { loaded, work }: Session): Promise<Outcome> {
  const { flags, style } = context;
  const verb = await import('../../verbs/prepare-refresh.js');
  const report = await verb.prepareRefresh(loaded.config, work, {
    targetOrg: text(flags, 'target-org'),
    ...sinkOf(flags),
  });
  const words = { bad: 'The refresh would break something', good: 'Ready for the refresh' };
  return { result: report, lines: doctorLines(shown(report.checks), style, words), ...judgeChecks(report.checks) };
}

async function release(context: CommandContext, { loaded, work }: Session): Promise<Outcome> {
  const { flags, style } = context;
  const verb = await import('../../verbs/release-keys.js');
  const report = await placed(loaded, () =>
    verb.releaseKeys(loaded.config, work, {
      met: context.met,
      targetOrg: text(flags, 'target-org'),
      dryRun: isOn(flags, 'dry-run'),
      ...sinkOf(flags),
    }),
  );
  return { result: report, lines: releaseLines(shown(report), style) };
}
