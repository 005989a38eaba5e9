import type { MetadataComponent } from '../metadata/component.js';
import { render } from '../metadata/render.js';
import type { PlacedField } from './beside-pipeline.js';
import { tokensOf } from './replacements.js';
import type { SfdxProject } from './sfdx-project.js';

/** What stands where a component is to be written. */
export interface SourcePlace {
  readonly path: string;
  /** Text of the file that lies there; undefined when none does. */
  readonly previous: string | undefined;
  readonly project: SfdxProject | undefined;
  /** Fields of the component that get a token, since their value comes at the deploy. */
  readonly open: readonly PlacedField[];
}

const withTokens = (component: MetadataComponent, open: readonly PlacedField[]): MetadataComponent => ({
  ...component,
  fields: { ...component.fields, ...Object.fromEntries(open.map(({ field, token }) => [field, token])) },
});

/**
 * Gives the text of a component's file: the one that lies there when it says the same, however it is written, else a new
 * one. A text that the project has replaced at a deploy stays where it stands.
 */
export async function sourceTextOf(component: MetadataComponent, place: SourcePlace): Promise<string> {
  const { path, previous, project, open } = place;
  const wanted = withTokens(component, open);
  const text = render(wanted);
  // Git may have given the file Windows line ends.
  if (previous === undefined || previous === text) return text;
  if (previous.replaceAll('\r\n', '\n') === text) return previous;
  // The XML parser takes time to load, and mostly nothing differs.
  const { keptText } = await import('./kept-text.js');
  const tokens = project === undefined ? [] : await tokensOf(project, path, previous);
  return keptText(previous, wanted, tokens) ?? text;
}
