import * as z from 'zod/mini';
import { CI, ENVIRONMENT, TOOL } from './run-environment.js';
import { about, code, text, time } from './schema-words.js';

/** Version of `run.json`; fields may be added within it, and none is renamed. */
export const FORMAT = 1;

/** The shape of `run.json`: what is written, what is read again, and what its published schema says. */
export const RUN = z.object({
  format: about(z.literal(FORMAT), 'Version of this format.'),
  tool: TOOL,
  verb: text('The command, such as `deploy` or `credentials rotate`.'),
  configDigest: text('SHA-256 of the written config; where it could not be read, of `null`.'),
  optionsDigest: text('SHA-256 of the flags that decide what is done.'),
  started: time('When the run began'),
  ended: z.optional(time('When it ended; a run that was killed has none')),
  exitCode: z.optional(code('Exit code of the run; a run that was killed has none.')),
  ci: z.optional(about(CI, 'What the CI system tells of the run.')),
  environments: about(z.array(ENVIRONMENT), 'The environments, in the order of the run.'),
  problems: z.optional(
    about(
      z.array(
        z.object({
          file: text('The report.'),
          level: about(
            z.enum(['error', 'warning']),
            '`error` where something of it is not known, and the whole has failed.',
          ),
          message: text('What is wrong with it, or why it does not count.'),
        }),
      ),
      'Reports that were not joined, or not whole.',
    ),
  ),
});

/** What `run.json` holds. */
export type Run = z.infer<typeof RUN>;
export type RunEnvironment = z.infer<typeof ENVIRONMENT>;
export type RunProof = RunEnvironment['proofs'][number];
export type RunApp = NonNullable<RunEnvironment['apps']>[number];
export type RunReportProblem = NonNullable<Run['problems']>[number];
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
