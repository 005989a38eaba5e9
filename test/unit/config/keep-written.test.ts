import { describe, expect, it } from 'vitest';
import { keptAsWritten } from '../../../src/config/keep-written.js';

const ENV = { A: 'one', B: 'two' };
const kept = (written: unknown, wanted: unknown): unknown => keptAsWritten(written, wanted, ENV);

describe('a value that is written again', () => {
  it('stays as it is written where it means the same', () => {
    expect(kept('${env:A}', 'one')).toBe('${env:A}');
    expect(kept('${env:A}', 'other')).toBe('other');
    expect(kept(undefined, 'one')).toBe('one');
    expect(kept({ a: '${env:A}', b: 1 }, { b: 1, a: 'one' })).toEqual({ a: '${env:A}', b: 1 });
  });

  it('keeps in a list the items that stay, wherever they stand then', () => {
    expect(kept(['${env:A}', 'old'], ['new', 'one'])).toEqual(['new', '${env:A}']);
    expect(kept(['${env:A}', '${env:B}'], ['two'])).toEqual(['${env:B}']);
    expect(kept(['${env:A}'], 'one')).toBe('one');
  });

  it('keeps in an entry of which something changes what stays of it, in the order in which it stands', () => {
    const written = [{ key: 'a', formula: '${env:A}' }, { key: '${env:B}', formula: 'x' }, 'last'];
    const wanted = [{ formula: 'one', key: 'a' }, { formula: 'y', key: 'two' }, 'last'];
    expect(JSON.stringify(kept(written, wanted))).toBe(
      JSON.stringify([{ key: 'a', formula: '${env:A}' }, { key: '${env:B}', formula: 'y' }, 'last']),
    );
  });

  it('takes no variable for an entry that stands in the place of one which moved', () => {
    const [a, b] = [{ key: '${env:A}' }, { key: 'b' }];
    expect(kept([a, b], [{ key: 'b' }, { key: 'one', more: 'x' }])).toEqual([b, { key: 'one', more: 'x' }]);
  });
});
