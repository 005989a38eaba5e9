import { minify } from 'terser';

/**
 * Shortens the names of parameters and of variables inside functions, of which libraries have many and long ones. All names of
 * functions and classes stay, and all names at the top of a module: libraries look at them, and stack traces show them.
 *
 * @param code - A module of either kind.
 */
export async function shortly(code) {
  const { code: short } = await minify(code, {
    compress: false,
    mangle: { keep_classnames: true, keep_fnames: true },
    // esbuild reads in comments which calls have no effects, and removes them afterwards.
    format: { comments: 'all', preserve_annotations: true },
  });
  return short;
}
