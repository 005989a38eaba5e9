import { basename, dirname, resolve } from 'node:path';
import { writeSourceFiles } from '../../project/write-source.js';
import { text, type Command } from '../command.js';
import { configOf } from '../session.js';

/** `eca diagram` */
export const diagram: Command = {
  name: 'diagram',
  summary: 'Draw how the clients of an app come to a token: client, My Domain, run-as user, API',
  shared: ['config', 'environment', 'app', 'api-version'],
  flags: {
    format: {
      choices: ['text', 'mermaid', 'svg'],
      describe: 'text, a sequence diagram of Mermaid, or a picture',
      default: 'text',
      requiresArg: true,
    },
    output: { type: 'string', describe: 'Write it to this file instead', requiresArg: true },
  },
  examples: [
    ['eca diagram', 'Each app of the config, as text'],
    ['eca diagram --app Billing_Sync --format mermaid', 'One app, for a page of Markdown'],
    ['eca diagram -e uat --app Billing_Sync --format svg --output billing.svg', 'A picture'],
  ],
  async run(context) {
    const { io, flags } = context;
    const { config } = await configOf(context);
    const verb = await import('../../verbs/diagram.js');
    const format = verb.DIAGRAM_FORMATS.find((each) => each === text(flags, 'format')) ?? 'text';
    const report = await verb.diagram(config, format);
    const output = text(flags, 'output');
    if (output === undefined) return { result: report, lines: [report.text] };
    const file = resolve(io.cwd, output);
    await writeSourceFiles(dirname(file), [{ path: basename(file), text: `${report.text}\n` }]);
    return { result: { format, file: output.replaceAll('\\', '/') }, lines: [`Written: ${output}`] };
  },
};
