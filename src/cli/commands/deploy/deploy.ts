import type { ResolvedConfig } from '../../../config/model.js';
import type { deploy as deployVerb, DeployOptions, DeployReport, resume as resumeVerb } from '../../../verbs/deploy.js';
import type { Org } from '../../../org/org.js';
import type { ApprovedPlan } from '../../../planning/approved-plan.js';
import { withSecrets } from '../../../project/secrets.js';
import { isOn, type Command, type CommandContext, type Outcome } from '../../command.js';
import { judgeDeploy } from '../../../runs/judge.js';
import { TRAITS } from '../../../runs/verb-traits.js';
import { confirmProduction } from '../../confirm-production.js';
import { environmentCommand } from '../../environment-command.js';
import { fileFlag } from '../../environment-flags.js';
import { ACCESS_FLAG } from '../credentials/shared.js';
import { placed } from '../../place-problems.js';
import { deployLines } from '../../print/deploy.js';
import { planLines } from '../../print/plan.js';
import { orgOf, type Session } from '../../session.js';
import type { Work } from '../../../work.js';
import { SINK_FLAG, sinkOf } from '../../sink-flag.js';
import { shown } from '../../print/shown.js';

/** Flags that `eca deploy` and `eca deploy resume` share. */
export const DEPLOY_FLAGS = {
  verify: { type: 'boolean', describe: 'Prove each app by a token; --no-verify skips it', default: true },
  wait: {
    type: 'number',
    describe: 'Minutes to wait for the org, and for changes to reach all its servers',
    default: 33,
    requiresArg: true,
  },
  ...SINK_FLAG,
  ...ACCESS_FLAG,
  yes: { type: 'boolean', describe: 'Do not ask before a production org is changed', default: false },
} as const satisfies NonNullable<Command['flags']>;

/** `eca deploy` */
export const deploy = environmentCommand({
  name: 'deploy',
  summary: 'Deploy the apps, read them back, and prove each by a token',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    plan: {
      type: 'string',
      describe: 'Deploy what this file of eca plan --out says; refuse when the org or the plan is another one now',
      requiresArg: true,
    },
    'dry-run': { type: 'boolean', describe: 'Stop after the check in the org; change nothing', default: false },
    ...DEPLOY_FLAGS,
  },
  examples: [
    ['eca deploy -o acme-uat', 'Do the whole main job in the org acme-uat'],
    ['eca deploy --all --report-dir reports', 'Every environment side by side, with a report'],
    ['eca deploy --all --report-dir reports --resume', 'Only those that the run before did not do'],
    ['eca deploy -e uat --dry-run', 'Let the org check the components of the environment uat'],
    ['eca deploy -e uat --plan uat.plan.json', 'Deploy exactly what was approved'],
    ['eca deploy -o acme-uat --app Billing_Sync --json', 'One app, with the result as JSON'],
  ],
  changes: (flags) => !isOn(flags, 'dry-run'),
  ...TRAITS.deploy,
  files: ['plan'],
  inEnvironment: async (context, session) => {
    const dryRun = isOn(context.flags, 'dry-run');
    const approved = await approvedPlan(fileFlag(context, 'plan', session));
    return runDeploy(context, session, (verb, { org, config, work, options }) =>
      verb.deploy(org, config, work, { ...options, dryRun, approved }),
    );
  },
});

async function approvedPlan(file: string | undefined): Promise<ApprovedPlan | undefined> {
  if (file === undefined) return undefined;
  const { readPlanFile } = await import('../../../planning/plan-file.js');
  return readPlanFile(file);
}

interface Verb {
  readonly deploy: typeof deployVerb;
  readonly resume: typeof resumeVerb;
}
interface Prepared {
  readonly org: Org;
  readonly config: ResolvedConfig;
  readonly work: Work;
  readonly options: DeployOptions;
}

/** Connects and runs one of the verbs that deploy; failures are led back to lines of the config. */
export async function runDeploy(
  context: CommandContext,
  { loaded, work }: Session,
  act: (verb: Verb, prepared: Prepared) => Promise<DeployReport>,
): Promise<Outcome> {
  const { flags, style, print } = context;
  const config = withSecrets(loaded.config, work.env);
  const org = await orgOf(context, work, config);
  const verb = await import('../../../verbs/deploy.js');
  const options: DeployOptions = {
    verify: isOn(flags, 'verify'),
    allowSecretAccess: isOn(flags, 'allow-secret-access'),
    ...sinkOf(flags),
    onPlan: (plan) => {
      for (const line of planLines(shown(plan), style)) print(line);
    },
    confirm: confirmWith(context),
  };
  const report = await placed(loaded, () => act(verb, { org, config, work, options }));
  const lines = deployLines(shown(report), style);
  return { result: report, lines, ...judgeDeploy(report) };
}

function confirmWith(context: CommandContext): DeployOptions['confirm'] {
  const confirm = confirmProduction(context, {
    act: 'Deploy this to',
    cause: 'The plan',
    refused: 'Nothing was deployed.',
  });
  return confirm === undefined ? undefined : (_plan, production) => confirm(production);
}
