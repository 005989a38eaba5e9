import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { flowOf, type Flow } from '../report/flow/flow.js';
import { appsOfConfig } from '../report/flow/flow-of-config.js';

/** How the flow can be drawn. */
export const DIAGRAM_FORMATS = ['text', 'mermaid', 'svg'] as const;

/** One of {@link DIAGRAM_FORMATS}. */
export type DiagramFormat = (typeof DIAGRAM_FORMATS)[number];

/** What was drawn. */
export interface DiagramReport {
  readonly format: DiagramFormat;
  /** The steps of each app, as they are drawn. */
  readonly apps: readonly Flow[];
  readonly text: string;
}

/**
 * Draws how the clients of the apps come to a token. Asks no org.
 *
 * @throws UsageError when no app runs the client credentials flow, and for several in a format that draws one.
 */
export async function diagram(config: ResolvedConfig, format: DiagramFormat): Promise<DiagramReport> {
  const apps = appsOfConfig(config).map(flowOf);
  if (apps.length === 0) throw noFlow();
  if (format !== 'text' && apps.length > 1) throw oneAtATime(format, apps);
  return { format, apps, text: await drawn(apps, format) };
}

async function drawn(flows: readonly Flow[], format: DiagramFormat): Promise<string> {
  if (format === 'svg') {
    const { flowSvg } = await import('../report/flow/flow-svg.js');
    return flows.map((flow) => flowSvg(flow, { id: 'flow' })).join('\n');
  }
  const { flowMermaid, flowText } = await import('../report/flow/flow-text.js');
  const draw = format === 'mermaid' ? flowMermaid : flowText;
  return flows.map((flow) => draw(flow).trimEnd()).join('\n\n');
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
