import { basename, dirname, resolve } from 'node:path';
import { writeSourceFiles } from '../../project/write-source.js';
import { text, type Command } from '../command.js';

/** `eca schema` */
export const schema: Command = {
  name: 'schema',
  summary: 'Print the JSON Schema of the config, for editors, or of a report',
  shared: [],
  flags: {
    of: {
      choices: ['config', 'run', 'proof'],
      describe: 'run, proof: that of run.json, and of the proof statements, which --report-dir writes',
      default: 'config',
      requiresArg: true,
    },
    output: { type: 'string', describe: 'Write it to this file instead', requiresArg: true },
  },
  examples: [
    ['eca schema', 'Print the schema'],
    ['eca schema --of run', 'Print the schema of run.json'],
    ['eca schema --output .eca/eca-config.schema.json', 'Write it where a config can name it'],
  ],
  async run({ io, flags }) {
    const verb = await import('../../verbs/schema.js');
    const document = await verb.schema(verb.SCHEMAS.find((each) => each === text(flags, 'of')));
    const rendered = `${JSON.stringify(document, null, 2)}\n`;
    const output = text(flags, 'output');
    if (output === undefined) return { result: document, lines: [rendered.trimEnd()] };
    const file = resolve(io.cwd, output);
    await writeSourceFiles(dirname(file), [{ path: basename(file), text: rendered }]);
    return { result: { file: output.replaceAll('\\', '/') }, lines: [`Written: ${output}`] };
  },
};
