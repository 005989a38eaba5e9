import { describe, expect, it } from 'vitest';
import { shortly } from '../../scripts/short-names.mjs';

const LIBRARY = `
function topFunction(parameter) {
  class InnerError extends Error {}
  function innerFunction(innerParameter) { return innerParameter + parameter; }
  const innerVariable = innerFunction(1);
  return { innerVariable, names: [InnerError.name, innerFunction.name, topFunction.name, TopClass.name] };
}
class TopClass {}
const topVariable = 7;
`;

describe('names in the code of libraries', () => {
  it('are shortened for parameters and variables inside functions alone', async () => {
    const code = await shortly(`${LIBRARY}module.exports = topFunction;`);
    expect(code).not.toMatch(/\b(?:parameter|innerParameter)\b/);
    for (const name of ['topFunction', 'InnerError', 'innerFunction', 'TopClass', 'topVariable'])
      expect(code).toContain(name);
  });

  it('leave results and the names of functions and classes as they were', async () => {
    const code = await shortly(`${LIBRARY}module.exports = topFunction;`);
    const module = { exports: (value: number): unknown => value };
    // What is made while bundling is code, and only running it shows what it means.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    new Function('module', code)(module);
    const names = ['InnerError', 'innerFunction', 'topFunction', 'TopClass'];
    expect(module.exports(2)).toEqual({ innerVariable: 3, names });
  });

  it('stay in an ES module that exports them later', async () => {
    const code = await shortly(`${LIBRARY}export { topFunction, TopClass as Renamed };`);
    expect(code).toContain('function topFunction(');
    expect(code).toMatch(/export\s*\{\s*topFunction,\s*TopClass as Renamed\s*\}/);
  });

  it('come with what tells esbuild that a call has no effects', async () => {
    const calls =
      'export const one = /* @__PURE__ */ make(1);\n// @__NO_SIDE_EFFECTS__\nexport function make(value) {}';
    const code = await shortly(calls);
    expect(code).toMatch(/\/\*\s*[@#]__PURE__\s*\*\/\s*make\(1\)/);
    expect(code).toMatch(/@__NO_SIDE_EFFECTS__\s*\n?export function make/);
  });
});
