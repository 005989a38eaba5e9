// jsforce describes every type of the Metadata API for those who read or write components by SOAP. Deploys and retrieves need
// the types of their results alone: the bundle has those that a module of jsforce names, and what these are made of.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

const SCHEMA = /@jsforce[/\\]jsforce-node[/\\]lib[/\\]api[/\\]metadata[/\\]schema\.js$/;
const REQUIRED = /\b(\w+) = require\("\.\/metadata\/schema"\)/;

/** Keeps the types that are named. Whoever asks for another one is told that it is left out. */
export const metadataTypes = {
  name: 'metadata-types',
  setup(build) {
    build.onLoad({ filter: SCHEMA }, async ({ path }) => {
      const { ApiSchemas } = createRequire(resolve('package.json'))(path);
      const kept = closureOf(ApiSchemas, await namesIn(dirname(dirname(path))));
      return { contents: `exports.ApiSchemas = (${keptTypes.toString()})(${JSON.stringify(kept)});`, loader: 'js' };
    });
  },
};

/** The types that modules of a folder name. */
async function namesIn(folder) {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.js'));
  const codes = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const names = codes.flatMap((code, index) => namedTypes(code, files[index]));
  if (names.length === 0) throw new Error(`No module in ${folder} names a type of the Metadata API any more.`);
  return names;
}

/**
 * The types that a module names, as `schema_1.ApiSchemas.DeployResult`. It may give the whole dictionary to what casts values,
 * and look whether it has a type; any other use could need types which nothing names.
 */
export function namedTypes(code, file) {
  const variable = REQUIRED.exec(code)?.[1];
  if (variable === undefined) return [];
  const uses = code.matchAll(
    new RegExp(String.raw`(\bin )?(?<!\w)${variable}\b(?:\.ApiSchemas\b(?:\.(\w+)|(\);))?)?`, 'g'),
  );
  return [...uses].flatMap(([use, isIn, name, isLast], index) => {
    if (name !== undefined) return [name];
    if (index === 0 || isIn !== undefined || isLast !== undefined) return [];
    throw new Error(`${basename(file)} uses the types of the Metadata API in a way that is not known: ${use}`);
  });
}

/** Some types, and all that they extend or that their properties have. */
export function closureOf(types, names) {
  const kept = {};
  const left = [...names];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    const type = types[name];
    // What is no type of the dictionary, such as `string`, is not looked up in it, or is not found.
    if (name in kept || type === undefined) continue;
    const { type: own, props, extends: base, ...others } = type;
    if (own !== name || Object.keys(others).length > 0)
      throw new Error(`The type ${name} has a form that is not known.`);
    kept[name] = type;
    left.push(...(base === undefined ? [] : [base]), ...Object.values(props).flatMap(namesOf));
  }
  for (const name of names) if (!(name in kept)) throw new Error(`The Metadata API has no type ${name} any more.`);
  return kept;
}

/** The types that a property names: `string`, `?Package`, `["DeployMessage"]` or `["?", "Error"]`. */
function namesOf(property) {
  const parts = Array.isArray(property) ? property : [property];
  if (!parts.every((part) => typeof part === 'string')) throw new Error('A property has a form that is not known.');
  return parts.map((part) => part.replace(/^\?/, '')).filter((name) => name !== '');
}

/** Makes the dictionary, which refuses what it does not have instead of leaving values as the text that they came as. */
export function keptTypes(types) {
  const parts = Object.values(types).flatMap(({ props }) => Object.values(props).flat());
  const named = new Set(parts.map((part) => part.replace(/^\?/, '')));
  const look = (key) => {
    if (typeof key === 'symbol' || Object.hasOwn(types, key) || named.has(key)) return;
    const message = `The type ${key} is left out of eca: it belongs to reading and writing metadata by calls of their own.`;
    throw Object.assign(new Error(message), { name: 'LeftOutError' });
  };
  return new Proxy(types, {
    get: (target, key) => (look(key), Reflect.get(target, key)),
    has: (target, key) => (look(key), Reflect.has(target, key)),
  });
}
