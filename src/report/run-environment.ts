import * as z from 'zod/mini';
import { about, code, milliseconds, text, time, yes } from './schema-words.js';

/** What a CI system tells of a run. */
export const CI = z.object({
  system: about(z.enum(['github', 'gitlab', 'azure', 'jenkins']), 'The CI system.'),
  actor: z.optional(text('Who started the run, as the CI system calls them.')),
  commit: z.optional(text('Commit that was checked out.')),
  runUrl: z.optional(text('Page of the run.')),
});

/** The tool that ran. */
export const TOOL = z.object({ name: z.literal('eca-as-code'), version: text('Version of the tool.') });

const SOURCE = z.object({
  file: text('The report that it stands in.'),
  tool: TOOL,
  verb: text('The command.'),
  started: time('When that run began'),
  ended: z.optional(time('When it ended; a run that was killed has none')),
  ci: z.optional(about(CI, 'What the CI system tells of it.')),
});

const ORG = z.object({
  id: text('Id of the organization, 18 characters.'),
  name: text('Name in Company Information.'),
  instanceUrl: text('Base URL.'),
  isSandbox: yes('Whether it is a sandbox.'),
});

/** What is said of one check. */
export const CHECK_FIELDS = {
  name: text('Name of the check.'),
  ok: yes('Whether it passed.'),
  unknown: z.optional(about(z.literal(true), 'Set where nothing can be said from here: neither passed nor failed.')),
  ms: milliseconds('that it took'),
  detail: text('What was found.'),
};
const CHECK = z.object(CHECK_FIELDS);

/** Why no token came, or a wrong one. */
export const DIAGNOSIS = z.object({
  layer: text('What is wrong, in one word.'),
  evidence: text('How it was told apart.'),
  fix: text('What to do.'),
});

/** What a token says of itself. */
export const TOKEN = z.object({
  format: about(z.enum(['opaque', 'jwt']), 'Whether only the org can read the token, or everybody.'),
  orgId: z.optional(text('Id of the organization, as the answer names it.')),
  userId: z.optional(text('Id of the user whom the token stands for.')),
  scopes: z.optional(about(z.array(z.string()), 'Scopes of the token.')),
  issued: z.optional(text('When it was issued, ISO 8601 by the clock of the org.')),
  claims: z.optional(
    about(z.record(z.string(), z.string()), 'Claims of a token that is a JWT: who issued it, to whom, until when.'),
  ),
});

/** The user whom a token stands for. */
export const RUN_AS = z.object({
  username: z.optional(text('Username of the user whom the token stands for.')),
  broadPermissions: z.optional(
    about(
      z.array(z.string()),
      'Permissions of the user that reach beyond single objects, of those that are asked for.',
    ),
  ),
  unknown: z.optional(text('Why the permissions are not known.')),
});

const PROOF = z.object({
  app: text('Name of the app.'),
  ok: yes('Whether it is proven.'),
  unknown: z.optional(
    about(z.literal(true), 'Set where the org refused this machine only: nothing is proven, and nothing failed.'),
  ),
  tokenEndpoint: text('Where the token was asked for.'),
  checks: about(z.array(CHECK), 'What was checked of the token.'),
  diagnosis: z.optional(about(DIAGNOSIS, 'The one thing that is wrong.')),
  token: z.optional(about(TOKEN, 'What the token says, without the token.')),
  runAs: z.optional(about(RUN_AS, 'The user whom the token stands for.')),
});

const FIELD = z.object({
  path: text('Name of the field, as the Metadata API spells it.'),
  from: z.optional(text('Value in the org; absent where there is none.')),
  to: z.optional(text('Value that the config asks for; absent where the field is cleared.')),
});

const COMPONENT = {
  app: z.optional(text('App that it is a part of.')),
  type: text('Metadata type.'),
  fullName: text('Full name.'),
};

const CHANGE = z.object({
  action: about(z.enum(['create', 'update', 'assign', 'delete']), 'What is done to the component.'),
  org: z.optional(text('Calling org where it is done, as the config calls it; absent in the org of the environment.')),
  ...COMPONENT,
  fields: about(z.array(FIELD), 'Its fields that change.'),
});

/** One deploy. */
export const DEPLOY = z.object({
  id: text('Id of the deploy.'),
  status: text('What became of it, in the words of Salesforce.'),
  components: about(z.int().check(z.gte(0)), 'Components in it.'),
  checkOnly: z.optional(about(z.literal(true), 'Set for a dry run, which changed nothing.')),
  ms: milliseconds('from sending to done'),
});

/** Deploys to other orgs. */
export const CONSUMERS = about(
  z.array(z.extend(DEPLOY, { org: text('The calling org, as the config calls it.') })),
  'Deploys to other orgs that call the apps.',
);

/** What the org was found to have. */
export const READ_BACK = z.object({
  inSync: yes('Whether the org has what the config asks for.'),
  differences: about(
    z.array(
      z.object({
        ...COMPONENT,
        path: text('Name of the field.'),
        wanted: z.optional(text('What the config asks for.')),
        got: z.optional(text('What the org has.')),
      }),
    ),
    'Where it has not.',
  ),
});

const FINDING = z.object({
  name: text('Name of the check.'),
  app: z.optional(text('App that it concerns; absent for the org.')),
  level: about(
    z.enum(['ok', 'warning', 'blocker', 'unknown']),
    '`unknown` could not be asked, and does not count against anything.',
  ),
  detail: text('What was found.'),
  action: z.optional(text('What to do.')),
});

const APP = z.object({
  name: text('Name of the app.'),
  runAsUser: z.optional(text('Username of the user that tokens act as.')),
  tokenFormat: about(z.enum(['opaque', 'jwt']), 'Format of the tokens.'),
  scopes: about(z.array(z.string()), 'Scopes.'),
  apiVersion: text('API version of the config.'),
  namedCredential: z.optional(
    about(
      z.object({
        name: text('Developer name of the Named Credential.'),
        externalCredential: text('Developer name of the External Credential.'),
        url: text('Base URL of the callouts.'),
        targetOrg: z.optional(text('Consuming org, where it is another one.')),
      }),
      'The consuming side.',
    ),
  ),
});

const DIGESTS = z.object({
  config: text('SHA-256 of the config with its environment applied, secrets aside, as in a saved plan.'),
  package: z.optional(text('SHA-256 of the components that were sent, secrets aside, as in a saved plan.')),
});

const FAILURE = z.object({
  name: text('Name of the error, from a closed list.'),
  message: text('What is wrong.'),
  actions: about(z.array(z.string()), 'What to do next.'),
});

/** What is known of one environment. */
export const ENVIRONMENT = z.object({
  name: text('Name of the environment; the target org, where none was chosen.'),
  status: about(
    z.enum(['waiting', 'running', 'ended', 'skipped']),
    'How far it came. A run that was killed leaves `waiting` and `running`; `skipped` was done by a run before.',
  ),
  ok: yes('Whether all was done and proven.'),
  exitCode: z.optional(code('Exit code that this environment alone would have had.')),
  started: z.optional(time('When it began')),
  ms: z.optional(milliseconds('from its begin to its end')),
  org: z.optional(about(ORG, 'The org, once the login had told.')),
  changes: z.optional(about(z.int().check(z.gte(0)), 'Changes that were made, or that a plan shows.')),
  changed: z.optional(about(z.array(CHANGE), 'The changes, field by field. Secrets stand as `[secret]`.')),
  deploy: z.optional(about(DEPLOY, 'The deploy, where one was sent.')),
  consumers: z.optional(CONSUMERS),
  readBack: z.optional(about(READ_BACK, 'What the org was found to have after it, or without it.')),
  digests: z.optional(about(DIGESTS, 'What it was made from.')),
  apps: z.optional(about(z.array(APP), 'The apps of the config that run the client credentials flow.')),
  findings: z.optional(about(z.array(FINDING), 'What was found of org, users and permissions.')),
  proofs: about(z.array(PROOF), 'What was proven, app by app. No secret is in it.'),
  cause: z.optional(text('Why it is not done, in one line.')),
  error: z.optional(about(FAILURE, 'The error that ended it.')),
  of: z.optional(about(SOURCE, 'The run that did it, where the reports of several were joined.')),
});
