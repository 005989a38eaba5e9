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

describe('names in the code of the bundle', () => {
  it('are shortened for parameters and variables inside functions alone', () => {
    const code = shortly('chunk.cjs', `${LIBRARY}module.exports = topFunction;`);
    expect(code).not.toMatch(/\b(?:parameter|innerParameter)\b/);
    for (const name of ['topFunction', 'InnerError', 'innerFunction', 'TopClass', 'topVariable'])
      expect(code).toContain(name);
  });

  it('leave results and the names of functions and classes as they were', () => {
    const code = shortly('chunk.cjs', `${LIBRARY}module.exports = topFunction;`);
    const module = { exports: (value: number): unknown => value };
    // What is made while bundling is code, and only running it shows what it means.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    new Function('module', code)(module);
    const names = ['InnerError', 'innerFunction', 'topFunction', 'TopClass'];
    expect(module.exports(2)).toEqual({ innerVariable: 3, names });
  });

  it('stay where a function is known by the variable that holds it', () => {
    const code = shortly('chunk.cjs', 'exports.of = (value) => { const inner = () => value; return inner.name; };');
    expect(code).toContain('inner');
  });

  it('are asked of code alone', () => {
    expect(() => shortly('chunk.cjs', 'const = 3;')).toThrow('chunk.cjs: ');
  });
});
