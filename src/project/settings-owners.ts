import { readdir, readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { isMap, valueAt } from '../plain-data.js';
import type { ConfigProblem } from '../problem.js';
import { readJson } from './config-json.js';
import type { ConfigSource } from './config-source.js';
import { readYaml } from './config-yaml.js';
import { withoutByteOrderMark } from './file-error.js';
import { refuseIrregular } from './regular-file.js';

const KEY = 'settings';
/** How several configs of one folder are called, where they are files that can be read without running them. */
const NAME_OF_CONFIG = /(?:^|\.)eca\.config\.(?:ya?ml|json)$/;

const writesSettings = (value: unknown): boolean => isMap(valueAt(value, [KEY]));

/** Org-wide settings belong to one file: of a config and the files that it extends, no two may write them. */
export function settingsWrittenTwice({ layers }: ConfigSource): readonly ConfigProblem[] {
  const [first, second] = layers.filter(({ value }) => writesSettings(value));
  if (first === undefined || second === undefined) return [];
  return [
    {
      path: [KEY],
      message: `The org-wide settings are written in ${second.displayPath} as well.`,
      action: 'Leave them to one of the two files.',
      kind: 'settings-owner',
    },
  ];
}

/**
 * Finds another config of the same folder that writes org-wide settings, too. The two may be for different orgs, so it is a
 * warning. Programs are not run for it, and what cannot be read is passed over.
 */
export async function settingsBeside({ root, value, layers }: ConfigSource): Promise<readonly ConfigProblem[]> {
  if (!layers.some((layer) => writesSettings(layer.value)) || !writesSettings(value)) return [];
  const own = layers.map(({ path }) => resolve(path));
  const names = (await readdir(root).catch((): string[] => [])).filter((name) => NAME_OF_CONFIG.test(name)).sort();
  const others = names.filter((name) => !own.includes(join(root, name)));
  const found = await Promise.all(others.map(async (name) => ((await writes(join(root, name))) ? [name] : [])));
  return found.flat().map((name) => ({
    path: [KEY],
    message: `The org-wide settings are written in ${name} as well, and the config deployed last decides.`,
    action: 'Leave them to one config, unless the two are for different orgs.',
    kind: 'settings-owner',
  }));
}

async function writes(path: string): Promise<boolean> {
  try {
    await refuseIrregular(path);
    const text = withoutByteOrderMark(await readFile(path, 'utf8'));
    return writesSettings((extname(path) === '.json' ? readJson : readYaml)(text, path).value);
  } catch {
    // It is another config: whoever works with it is told.
    return false;
  }
}
