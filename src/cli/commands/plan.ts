import { EcaError } from '../../errors.js';
import type { ApprovedPlan } from '../../planning/approved-plan.js';
import type { SourceOfApps } from '../../planning/from-source.js';
import type { LoadedConfig } from '../../project/load-config.js';
import { judgePlan } from '../../runs/judge.js';
import { isOn } from '../command.js';
import { environmentCommand } from '../environment-command.js';
import { fileFlag } from '../environment-flags.js';
import { placed } from '../place-problems.js';
import type { Io } from '../io.js';
import { planLines } from '../print/plan.js';
import { orgOf } from '../session.js';
import { shown } from '../print/shown.js';

/** `eca plan` */
export const plan = environmentCommand({
  name: 'plan',
  quotes: true,
  summary: 'Show what a deploy would change in the org, field by field',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    'exit-code': { type: 'boolean', describe: 'Exit with 2 when there are changes: the drift check', default: false },
    source: {
      type: 'boolean',
      describe: 'Compare the source in force-app with the org, instead of the config',
      default: false,
    },
    out: {
      type: 'string',
      describe: 'Write the plan to a file, from which eca deploy --plan deploys exactly this',
      requiresArg: true,
    },
    wait: { type: 'number', describe: 'Minutes to wait for the org', default: 33, requiresArg: true },
  },
  examples: [
    ['eca plan -o acme-uat', 'Compare the config with the org acme-uat'],
    ['eca plan -e uat --exit-code', 'Fail with 2 when somebody changed the org by hand'],
    ['eca plan -e uat --out uat.plan.json', 'Keep the plan, to be approved and deployed later'],
    ['eca plan --all --exit-code --json', 'The drift check of every environment, as one JSON object'],
    ['eca plan -o acme-uat --source', 'What deploying force-app as it stands would change'],
  ],
  files: ['out'],
  async inEnvironment(context, session) {
    const { flags, style } = context;
    const { loaded, work } = session;
    const out = fileFlag(context, 'out', session);
    if (out !== undefined && isOn(flags, 'source')) throw noPlanOfSource();
    const org = await orgOf(context, work, loaded.config);
    const verb = await import('../../verbs/plan.js');
    const source = isOn(flags, 'source') ? await sourceOf(loaded, work.env) : undefined;
    const save = out === undefined ? undefined : await saving(out);
    const report = await placed(loaded, () => verb.plan(org, loaded.config, work, { source, save }));
    return { result: report, lines: planLines(shown(report), style), ...judgePlan(report, isOn(flags, 'exit-code')) };
  },
});

/** `eca deploy` takes what it deploys from the config. */
function noPlanOfSource(): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: '--out keeps the plan of the config; --source compares files, which `eca deploy` does not deploy.',
    actions: ['Leave one of them out.'],
  });
}

async function saving(path: string): Promise<(plan: ApprovedPlan) => Promise<void>> {
  const { writePlanFile } = await import('../../planning/plan-file.js');
  return (plan) => writePlanFile(path, plan);
}

async function sourceOf({ source, config }: LoadedConfig, env: Io['env']): Promise<SourceOfApps> {
  const { readSource } = await import('../../planning/from-source.js');
  return readSource(source.root, config, env);
}
