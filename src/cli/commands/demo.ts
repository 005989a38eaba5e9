import { counted } from '../../problem.js';
import type { Command, CommandContext } from '../command.js';
import { verifyLines } from '../print/verify.js';
import { workOf } from '../session.js';
import { resolve } from '../../config/resolve.js';
import { Secret } from '../../secret.js';
import { DEMO_CONFIG } from '../demo-story.js';
import type { DeployReport } from '../../verbs/deploy.js';
import { OWN_NAME } from '../how-to-call.js';
import { drawsOver } from '../style.js';
import { shown } from '../print/shown.js';

/** `eca demo` */
export const demo: Command = {
  name: 'demo',
  summary: 'Run the whole main job against a local org in this process; no Salesforce org is needed',
  shared: [],
  examples: [['eca demo', 'From a typed config to a proven token, in a few seconds']],
  async run(context) {
    const { withTemporaryHome } = await import('../temporary-home.js');
    return withTemporaryHome((home) => story(context, home));
  },
};

async function story(context: CommandContext, home: string) {
  const { io, style, print } = context;
  // The story is its own progress; only the live line of a terminal, which vanishes again, goes with it.
  const onProgress = drawsOver(io.stderr, io.env) ? context.onProgress : () => undefined;
  const work = await workOf({ ...context, onProgress, flags: { ...context.flags, wait: 5 } }, home);
  const { LocalOrg } = await import('../../local-org/index.js');
  const localOrg = new LocalOrg({});
  const info = await localOrg.start();
  try {
    const { config, problems } = resolve(DEMO_CONFIG, { env: {} });
    if (config === undefined) throw new Error(`The demo's own config has problems: ${JSON.stringify(problems)}`);
    const [{ connect }, verbs] = await Promise.all([import('../../org/connect.js'), loadVerbs()]);
    print('One config becomes a Salesforce External Client App, and a token proves that it works.');
    print(`${style.bold('1. A local org')} on this machine stands in for Salesforce at ${info.instanceUrl}`);
    const login = { kind: 'access-token', token: new Secret(info.accessToken), instanceUrl: info.instanceUrl } as const;
    const org = await connect({ login, apiVersion: config.apiVersion, work });
    print(`   Connected as ${org.identity.username} to ${org.identity.name} (${org.identity.orgId})`);
    for (const { name, runAsUser, scopes } of config.apps) {
      print(
        `${style.bold('2. The config')} asks for ${name}: scopes ${scopes.join(', ')}, acting as ${runAsUser ?? 'nobody'}`,
      );
    }
    const plan = await verbs.plan(org, config, work);
    print(`   Plan: ${plan.changes.length} metadata components to create`);
    for (const change of plan.changes) print(`     + ${change.type} ${change.fullName}`);
    print(`${style.bold('3. Deploy')} through @salesforce/source-deploy-retrieve, then read back`);
    const report = await verbs.deploy(org, config, work);
    for (const line of deployed(report)) print(line);
    print(`${style.bold('4. Proof')}: key and secret were exchanged for a token, and the token was asked whose it is`);
    for (const line of report.verify.flatMap((app) => verifyLines(shown(app), style))) print(`   ${line}`);
    const again = await verbs.plan(org, config, work);
    print(
      `${style.bold('5. Again')}: ${again.inSync ? 'the plan is empty, a second deploy would send nothing' : 'the plan is not empty'}`,
    );
    const proven = report.verify.every(({ ok }) => ok) && report.readBack?.inSync === true && again.inSync;
    const lines = [await nextLine(io)];
    return { result: { ...report, planAfter: again.inSync }, lines, exitCode: proven ? 0 : 3 } as const;
  } finally {
    await localOrg.stop();
  }
}

/** Says what to type next in this folder. */
async function nextLine({ cwd, call = OWN_NAME }: CommandContext['io']): Promise<string> {
  const { hasConfig } = await import('../../project/config-discovery.js');
  return (await hasConfig(cwd))
    ? `Next: ${call} local-org start, then in another terminal ${call} deploy -o local-org`
    : `Next: ${call} init, which writes a config of your own`;
}

async function loadVerbs() {
  const [{ plan }, { deploy }] = await Promise.all([import('../../verbs/plan.js'), import('../../verbs/deploy.js')]);
  return { plan, deploy };
}

function deployed({ deploy, readBack }: DeployReport): readonly string[] {
  if (deploy === undefined) return [];
  const { id, status, components, ms } = deploy;
  return [
    `   ${status}: ${counted(components, 'component')} in ${(ms / 1000).toFixed(1)} s, deploy ${id}`,
    `   Read back: ${readBack?.inSync === true ? 'the org has what the config asks for' : 'the org did not take everything'}`,
  ];
}
