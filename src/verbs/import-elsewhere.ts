import { EcaError } from '../errors.js';
import { valueAt } from '../plain-data.js';
import { show, spellPath } from '../problem.js';
import type { ConfigEdit } from '../project/config-edit.js';
import type { ConfigLayer } from '../project/config-source.js';
import type { ConfigTarget } from '../project/config-target.js';

/** What is kept in one file: an app, and the org-wide settings. */
const holderOf = (path: readonly string[]): readonly string[] =>
  path[0] === 'apps' ? path.slice(0, 2) : path[0] === 'settings' ? path.slice(0, 1) : path;

const says = ({ value }: ConfigLayer, path: readonly string[]): boolean => valueAt(value, path) !== undefined;

/** Finds the extended file that an edit of the config itself would go past. */
function fileBelow({ path, value }: ConfigEdit, [main, ...extended]: readonly ConfigLayer[]): ConfigLayer | undefined {
  if (main === undefined) return undefined;
  const holder = holderOf(path);
  const holding = extended.find((layer) => says(layer, holder));
  if (holding !== undefined && !says(main, holder)) return holding;
  // What is taken out of the config comes back from below.
  return value === undefined ? extended.find((layer) => says(layer, path)) : undefined;
}

/**
 * Refuses to write into a config what belongs into a file that it extends.
 *
 * @throws UsageError
 */
export function refuseEditsElsewhere({ displayPath, layers = [] }: ConfigTarget, edits: readonly ConfigEdit[]): void {
  for (const edit of edits) {
    const file = fileBelow(edit, layers);
    if (file === undefined) continue;
    const [top = '', name = top] = edit.path;
    throw new EcaError({
      name: 'UsageError',
      message: `${show(top === 'apps' ? name : spellPath(edit.path))} stands in ${file.displayPath}, which ${displayPath} extends. Nothing was written.`,
      actions: [
        `Import into that file: --output ${file.displayPath}.`,
        `Or change ${spellPath(edit.path)} in it by hand.`,
      ],
    });
  }
}
