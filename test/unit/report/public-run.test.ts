import { expectTypeOf, it } from 'vitest';
import type { RunReport } from '../../../src/library/run-report.js';
import type { Run } from '../../../src/report/run.js';

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

it('the report that the library gives is what run.json holds, key by key', () => {
  expectTypeOf<DeepReadonly<RunReport>>().toEqualTypeOf<DeepReadonly<Run>>();
});
