import { basename, dirname, resolve } from 'node:path';
import { writeSourceFiles } from '../../project/write-source.js';
import { text, type Command } from '../command.js';

/** `eca schema` */
export const schema: Command = {
  name: 'schema',
  summary: 'Print the JSON Schema of the config, for editors',
  shared: [],
  flags: {
    output: { type: 'string', describe: 'Write it to this file instead', requiresArg: true },
  },
  examples: [
    ['eca schema', 'Print the schema'],
    ['eca schema --output .eca/eca-config.schema.json', 'Write it where a config can name it'],
  ],
  async run({ io, flags }) {
    const { configJsonSchema } = await import('../../config/json-schema.js');
    const document = configJsonSchema();
    const rendered = `${JSON.stringify(document, null, 2)}\n`;
    const output = text(flags, 'output');
    if (output === undefined) return { result: document, lines: [rendered.trimEnd()] };
    const file = resolve(io.cwd, output);
    await writeSourceFiles(dirname(file), [{ path: basename(file), text: rendered }]);
    return { result: { file: output.replaceAll('\\', '/') }, lines: [`Written: ${output}`] };
  },
};
