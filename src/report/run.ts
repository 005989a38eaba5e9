import * as z from 'zod/mini';

/** Says what a key is, in the published schema. */
const about = <T extends z.ZodMiniType>(schema: T, description: string): T => {
  z.globalRegistry.add(schema, { description });
  return schema;
};
const text = (description: string) => about(z.string(), description);
const time = (description: string) => text(`${description}, ISO 8601 by the clock of this machine.`);
const milliseconds = (description: string) => about(z.int().check(z.gte(0)), `Milliseconds ${description}.`);
const yes = (description: string) => about(z.boolean(), description);
const code = (description: string) => about(z.int().check(z.gte(0), z.lte(255)), description);

const CI = z.object({
  system: about(z.enum(['github', 'gitlab', 'azure', 'jenkins']), 'The CI system.'),
  actor: z.optional(text('Who started the run, as the CI system calls them.')),
  commit: z.optional(text('Commit that was checked out.')),
  runUrl: z.optional(text('Page of the run.')),
});

const ORG = z.object({
  id: text('Id of the organization, 18 characters.'),
  name: text('Name in Company Information.'),
  instanceUrl: text('Base URL.'),
  isSandbox: yes('Whether it is a sandbox.'),
});

const CHECK = z.object({
  name: text('Name of the check.'),
  ok: yes('Whether it passed.'),
  ms: milliseconds('that it took'),
  detail: text('What was found.'),
});

const DIAGNOSIS = z.object({
  layer: text('What is wrong, in one word.'),
  evidence: text('How it was told apart.'),
  fix: text('What to do.'),
});

const PROOF = z.object({
  app: text('Name of the app.'),
  ok: yes('Whether it is proven.'),
  tokenEndpoint: text('Where the token was asked for.'),
  checks: about(z.array(CHECK), 'What was checked of the token.'),
  diagnosis: z.optional(about(DIAGNOSIS, 'The one thing that is wrong.')),
});

const FAILURE = z.object({
  name: text('Name of the error, from a closed list.'),
  message: text('What is wrong.'),
  actions: about(z.array(z.string()), 'What to do next.'),
});

const ENVIRONMENT = z.object({
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
  proofs: about(z.array(PROOF), 'What was proven, app by app. No secret is in it.'),
  cause: z.optional(text('Why it is not done, in one line.')),
  error: z.optional(about(FAILURE, 'The error that ended it.')),
});

/** The shape of `run.json`: what is written, what is read again, and what its published schema says. */
export const RUN = z.object({
  format: about(z.literal(1), 'Version of this format.'),
  tool: z.object({ name: z.literal('eca-as-code'), version: text('Version of the tool.') }),
  verb: text('The command, such as `deploy` or `credentials rotate`.'),
  configDigest: text('SHA-256 of the written config.'),
  optionsDigest: text('SHA-256 of the flags that decide what is done.'),
  started: time('When the run began'),
  ended: z.optional(time('When it ended; a run that was killed has none')),
  exitCode: z.optional(code('Exit code of the run; a run that was killed has none.')),
  ci: z.optional(about(CI, 'What the CI system tells of the run.')),
  environments: about(z.array(ENVIRONMENT), 'The environments, in the order of the run.'),
});

/** What `run.json` holds. */
export type Run = z.infer<typeof RUN>;
export type RunEnvironment = z.infer<typeof ENVIRONMENT>;
export type RunCi = z.infer<typeof CI>;

/** Makes the JSON Schema of `run.json` (draft 2020-12). */
export function runJsonSchema(): Record<string, unknown> {
  return {
    $id: 'urn:eca-as-code:run',
    title: 'run.json of eca-as-code',
    description: 'What a run did in each environment, and what it proved. It holds no secrets.',
    ...z.toJSONSchema(RUN, { io: 'input' }),
  };
}
