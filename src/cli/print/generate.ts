import { counted } from '../../problem.js';
import type { GeneratedFile, GenerateReport } from '../../verbs/generate.js';
import type { Style } from '../style.js';

function mark(state: GeneratedFile['state'], style: Style): string {
  if (state === 'created') return style.good('+');
  return state === 'changed' ? style.warn('~') : style.bad('-');
}

/** The lines of what was generated: each file that changed or is left over, how many there are, what sf needs. */
export function generateLines(report: GenerateReport, check: boolean, style: Style): readonly string[] {
  const { files } = report;
  const written = files.filter(({ state }) => state === 'created' || state === 'changed');
  const left = files.filter(({ state }) => state === 'stale' || state === 'removed');
  const unchanged = files.length - written.length - left.length;
  const lines = [...written, ...left].map(
    ({ path, state }) =>
      `  ${mark(state, style)} ${path}${state === 'stale' ? style.dim(' (no longer in the config)') : ''}`,
  );
  const summary =
    written.length === 0
      ? `${counted(unchanged, 'file')} ${unchanged === 1 ? 'is' : 'are'} as the config says.`
      : `${counted(written.length, 'file')} ${check ? 'would change' : 'written'}, ${unchanged} unchanged.`;
  return [...lines, summary, ...leftLines(left), ...projectLines(report), ...replacementLines(report, style)];
}

/** `sf` says of a folder without a project no more than that it is none. */
function projectLines({ isInProject }: GenerateReport): readonly string[] {
  return isInProject
    ? []
    : ['To deploy these files, sf needs an sfdx-project.json here or in a folder above: `eca init` writes one.'];
}

function leftLines(left: readonly GeneratedFile[]): readonly string[] {
  const stale = left.filter(({ state }) => state === 'stale').length;
  const removed = left.length - stale;
  return [
    ...(removed > 0 ? [`${counted(removed, 'file')} of what is no longer in the config removed.`] : []),
    ...(stale > 0
      ? [`${counted(stale, 'file')} of what is no longer in the config left; \`eca generate --prune\` removes them.`]
      : []),
  ];
}

function replacementLines({ replacements = [] }: GenerateReport, style: Style): readonly string[] {
  if (replacements.length === 0) return [];
  const lines = replacements.flatMap(({ variable, values }) => [
    `  ${style.bold(variable)}`,
    ...values.map(({ environment, value }) => `    ${environment ?? 'base config'}: ${value}`),
  ]);
  return ['Set these variables where sf deploys, each to the value for the org:', ...lines];
}
