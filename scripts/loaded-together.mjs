// Puts modules of ours that are loaded together into one file, so that a start opens fewer files.
import { relative, resolve } from 'node:path';

/**
 * Groups of modules: whatever these load at their start. What belongs to several is of the first. Nothing of a library that
 * takes long to load may be in one: whoever loads a module of a group gets all of it.
 */
const GROUPS = {
  // Every command.
  start: ['cli/process'],
  // Every command with a config.
  config: ['project/load-config', 'project/config-discovery', 'cli/session', 'work', 'org/login'],
  // What composes, compares and writes components.
  model: [
    'compose/compose',
    'metadata/manifest',
    'metadata/render',
    'planning/diff',
    'project/force-ignore',
    'project/place-source',
    'project/replacements',
    'project/write-source',
  ],
};

/**
 * Makes a plugin for esbuild. A module that is imported when it is needed, and so begins a file of its own, comes with the
 * groups of which it loads a part: then the same beginnings reach all of a group, and esbuild makes one file of it.
 *
 * @param inputs - What imports what, as the metafile of a build without this plugin tells it.
 */
export function loadedTogether(inputs) {
  const groups = groupsOf(inputs);
  return {
    name: 'loaded-together',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === 'as it is' || !isOurs(relativeTo(importer))) return undefined;
        const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: 'as it is' });
        const own = loadedBy(inputs, [relativeTo(found.path)]);
        const names = Object.keys(groups).filter((name) => groups[name].some((file) => own.has(file)));
        return names.length === 0 ? found : { path: found.path, namespace: 'beginning', pluginData: names };
      });
      build.onLoad({ filter: /.*/, namespace: 'beginning' }, ({ path, pluginData: names }) => ({
        contents: `${importsOf(names.map((name) => `group:${name}`))}\nexport * from ${JSON.stringify(path)};`,
        resolveDir: process.cwd(),
      }));
      build.onResolve({ filter: /^group:/ }, ({ path }) => ({ path: path.slice('group:'.length), namespace: 'group' }));
      build.onLoad({ filter: /.*/, namespace: 'group' }, ({ path: name }) => ({
        contents: importsOf(groups[name].map((file) => resolve(file))),
        resolveDir: process.cwd(),
      }));
    },
  };
}

function groupsOf(inputs) {
  const taken = new Set();
  return Object.fromEntries(
    Object.entries(GROUPS).map(([name, roots]) => {
      const files = [...loadedBy(inputs, roots.map(fileOf))].filter((file) => isOurs(file) && !taken.has(file)).sort();
      for (const file of files) taken.add(file);
      return [name, files];
    }),
  );
}

/** Gives the files that are loaded at the start of some, themselves included. */
function loadedBy(inputs, entries) {
  const seen = new Set();
  const left = [...entries];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const { kind, path } of inputs[next]?.imports ?? []) if (kind !== 'dynamic-import') left.push(path);
  }
  return seen;
}

function fileOf(module) {
  return `src/${module}.ts`;
}

/** A path as the metafile writes it. */
function relativeTo(path) {
  return relative(process.cwd(), path).replaceAll('\\', '/');
}

const isOurs = (file) => /^src\/.*\.ts$/.test(file);
const importsOf = (paths) => paths.map((path) => `import ${JSON.stringify(path)};`).join('\n');
