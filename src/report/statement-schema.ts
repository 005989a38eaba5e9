import * as z from 'zod/mini';
import { CI, CHECK_FIELDS, CONSUMERS, DEPLOY, DIAGNOSIS, READ_BACK, RUN_AS, TOKEN, TOOL } from './run-environment.js';
import { about, text, time } from './schema-words.js';

/** Type of a statement of the in-toto Attestation Framework. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** Type of our predicate; its number changes when a field changes its meaning. */
export const PREDICATE_TYPE = 'urn:eca-as-code:proof:1';

const VERDICT = z.enum(['passed', 'failed', 'unknown']);
const DIGEST = z.object({ sha256: text('In hexadecimal.') });
const { name, ms, detail } = CHECK_FIELDS;

const PREDICATE = z.object({
  verdict: about(VERDICT, '`unknown` where the org refused this machine only: nothing is proven, and nothing failed.'),
  environment: text('Name of the environment.'),
  verb: text('The command that proved.'),
  org: z.object({
    id: text('Id of the organization, 18 characters.'),
    isSandbox: about(z.boolean(), 'Whether it is a sandbox.'),
    name: text('Name in Company Information.'),
    instanceUrl: text('Base URL.'),
  }),
  app: text('Name of the app.'),
  digests: z.object({
    config: about(DIGEST, 'Of the config with its environment applied, secrets aside.'),
    package: z.optional(about(DIGEST, 'Of the components that were sent, secrets aside; absent where none were.')),
  }),
  deploy: z.optional(about(DEPLOY, 'The deploy; absent where none was sent.')),
  consumers: z.optional(CONSUMERS),
  readBack: z.optional(about(READ_BACK, 'What the org was found to have; absent where it was not read.')),
  tokenEndpoint: text('Where the token was asked for.'),
  token: z.optional(about(TOKEN, 'What the token says, without the token; absent where none came.')),
  checks: about(
    z.array(z.object({ name, result: about(VERDICT, 'What it came to.'), detail, ms })),
    'What was checked.',
  ),
  diagnosis: z.optional(about(DIAGNOSIS, 'The one thing that is wrong.')),
  runAs: z.optional(about(RUN_AS, 'The user whom the token stands for, and how far it reaches.')),
  doesNotProve: about(z.array(z.string()), 'What must not be read into this.'),
  tool: about(TOOL, 'The tool that proved.'),
  run: z.object({
    started: time('When the run began'),
    ended: z.optional(time('When it ended')),
    ci: z.optional(about(CI, 'What the CI system tells of the run.')),
  }),
  proved: z.object({
    started: z.optional(time('When the environment began')),
    ended: z.optional(time('When it ended')),
  }),
});

/** The shape of a proof statement: a Statement of in-toto, version 1, with a predicate of our own. */
const STATEMENT = z.object({
  _type: z.literal(STATEMENT_TYPE),
  subject: about(
    z.array(z.object({ name: text('Org and app, as `00D5g000001ABCDEAA/Billing_Sync`.'), digest: DIGEST })),
    'The one app that it is about, by the digest of the config.',
  ),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: PREDICATE,
});

export type Statement = z.infer<typeof STATEMENT>;

/** Makes the JSON Schema of a proof statement (draft 2020-12). */
export function statementJsonSchema(): Record<string, unknown> {
  return {
    $id: 'urn:eca-as-code:proof-statement',
    title: 'Proof statement of eca-as-code',
    description: 'What was proven of one app in one org: an unsigned Statement of in-toto. It holds no secrets.',
    ...z.toJSONSchema(STATEMENT, { io: 'input' }),
  };
}
