import { basename, dirname, resolve } from 'node:path';
import type { ResolvedConfig } from '../../config/model.js';
import { EcaError } from '../../errors.js';
import { writeSourceFiles } from '../../project/write-source.js';
import type { Flow } from '../../report/flow/flow.js';
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
    const format = text(flags, 'format') ?? 'text';
    const flows = await flowsOf(config);
    if (flows.length === 0) throw noFlow();
    if (format !== 'text' && flows.length > 1) throw oneAtATime(format, flows);
    const drawn = (await drawnBy(format))(flows);
    const output = text(flags, 'output');
    if (output === undefined) return { result: { format, apps: flows, text: drawn }, lines: [drawn] };
    const file = resolve(io.cwd, output);
    await writeSourceFiles(dirname(file), [{ path: basename(file), text: `${drawn}\n` }]);
    return { result: { format, file: output.replaceAll('\\', '/') }, lines: [`Written: ${output}`] };
  },
};

async function flowsOf(config: ResolvedConfig): Promise<readonly Flow[]> {
  const [{ flowOf }, { appsOfConfig }] = await Promise.all([
    import('../../report/flow/flow.js'),
    import('../../report/flow/flow-of-config.js'),
  ]);
  return appsOfConfig(config).map(flowOf);
}

async function drawnBy(format: string): Promise<(flows: readonly Flow[]) => string> {
  if (format === 'svg') {
    const { flowSvg } = await import('../../report/flow/flow-svg.js');
    return (flows) => flows.map((flow) => flowSvg(flow, { id: 'flow' })).join('\n');
  }
  const { flowMermaid, flowText } = await import('../../report/flow/flow-text.js');
  const draw = format === 'mermaid' ? flowMermaid : flowText;
  return (flows) => flows.map((flow) => draw(flow).trimEnd()).join('\n\n');
}

function noFlow(): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: 'No app of the config runs the client credentials flow, so there is nothing to draw.',
    actions: ['Name another app with --app, or take `clientCredentials: false` out of the config.'],
  });
}

function oneAtATime(format: string, flows: readonly Flow[]): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: `--format ${format} draws one app, and the config has ${flows.map(({ app }) => app).join(', ')}.`,
    actions: [`Name one with --app, such as --app ${flows[0]?.app ?? ''}; --format text draws them all.`],
  });
}
