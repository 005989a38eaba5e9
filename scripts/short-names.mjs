import { minifySync } from 'rolldown/utils';

/**
 * Shortens the names of parameters and of variables inside functions, of which libraries have many and long ones. All names of
 * functions and classes stay, and all names at the top: libraries look at them, and stack traces show them.
 *
 * @param {string} path - For the text of an error.
 * @param {string} code - A CommonJS module.
 * @returns {string}
 */
export function shortly(path, code) {
  const { code: short, errors } = minifySync(path, code, {
    sourceType: 'commonjs',
    compress: false,
    mangle: { toplevel: false, keepNames: { function: true, class: true } },
    codegen: { removeWhitespace: true },
  });
  const [first] = errors;
  if (first !== undefined) throw new Error(`${path}: ${first.message}`);
  return short;
}
