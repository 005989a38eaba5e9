import type { Command } from './command.js';

/** Loads one command. */
type Load = () => Promise<Command>;

/** Every command by its name, in the order in which help lists them. Only the one that was asked for is loaded. */
const COMMANDS = {
  init: async () => (await import('./commands/init.js')).initCommand,
  validate: async () => (await import('./commands/validate.js')).validate,
  generate: async () => (await import('./commands/generate.js')).generate,
  import: async () => (await import('./commands/import.js')).importCommand,
  plan: async () => (await import('./commands/plan.js')).plan,
  deploy: async () => (await import('./commands/deploy/deploy.js')).deploy,
  'deploy resume': async () => (await import('./commands/deploy/resume.js')).deployResume,
  doctor: async () => (await import('./commands/doctor.js')).doctor,
  destroy: async () => (await import('./commands/destroy.js')).destroy,
  verify: async () => (await import('./commands/verify.js')).verify,
  refresh: async () => (await import('./commands/refresh.js')).refresh,
  'credentials show': async () => (await import('./commands/credentials/show.js')).credentialsShow,
  'credentials store': async () => (await import('./commands/credentials/store.js')).credentialsStore,
  'credentials rotate': async () => (await import('./commands/credentials/rotate.js')).credentialsRotate,
  'credentials revoke': async () => (await import('./commands/credentials/revoke.js')).credentialsRevoke,
  'credentials age': async () => (await import('./commands/credentials/age.js')).credentialsAge,
  token: async () => (await import('./commands/token.js')).token,
  request: async () => (await import('./commands/request.js')).request,
  query: async () => (await import('./commands/query.js')).query,
  matrix: async () => (await import('./commands/matrix.js')).matrix,
  report: async () => (await import('./commands/report.js')).report,
  diagram: async () => (await import('./commands/diagram.js')).diagram,
  schema: async () => (await import('./commands/schema.js')).schema,
  fields: async () => (await import('./commands/fields.js')).fields,
  'local-org start': async () => (await import('./commands/local-org/start.js')).localOrgStart,
  'local-org list': async () => (await import('./commands/local-org/list.js')).localOrgList,
  'local-org stop': async () => (await import('./commands/local-org/stop.js')).localOrgStop,
  'local-org logs': async () => (await import('./commands/local-org/logs.js')).localOrgLogs,
  'local-org env': async () => (await import('./commands/local-org/env.js')).localOrgEnv,
  'local-org refresh': async () => (await import('./commands/local-org/refresh.js')).localOrgRefresh,
  'local-org activate': async () => (await import('./commands/local-org/refresh.js')).localOrgActivate,
  'local-org assumptions': async () => (await import('./commands/local-org/assumptions.js')).localOrgAssumptions,
  completion: async () => (await import('./commands/completion.js')).completion,
  demo: async () => (await import('./commands/demo.js')).demo,
} as const satisfies Readonly<Record<string, Load>>;

/** Names of all commands, as they are typed: `local-org start`. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

/** Loads the commands whose first word this is; all of them when there is none, or none is given. */
export function loadCommands(firstWord?: string): Promise<readonly Command[]> {
  const all = Object.entries<Load>(COMMANDS);
  const named = all.filter(([name]) => name.split(' ')[0] === firstWord);
  return Promise.all((named.length === 0 ? all : named).map(([, load]) => load()));
}

/** First words that several commands share, with what they are about. */
export const GROUPS: Readonly<Record<string, string>> = {
  credentials: 'Key and secret of the apps: show, store, rotate, revoke, age',
  'local-org': 'A stand-in Salesforce org on this machine, for development, CI and demos',
};
