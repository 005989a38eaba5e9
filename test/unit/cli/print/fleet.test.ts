import { describe, expect, it } from 'vitest';
import type { EnvironmentEnd } from '../../../../src/cli/fleet/run-many.js';
import { fleetLines } from '../../../../src/cli/print/fleet.js';
import { EcaError } from '../../../../src/errors.js';
import { recapOf } from '../../../../src/fleet/recap.js';
import { page, PLAIN } from './printing.js';

const refused = new EcaError({
  name: 'SessionExpiredError',
  message: 'The token expired.\u001b[2J',
  actions: ['Renew it.'],
});
const ENDS: readonly EnvironmentEnd[] = [
  { name: 'uat', value: { result: {}, lines: ['No changes.'] }, printed: ['A plan that was shown.'] },
  { name: 'integration', error: refused, printed: [] },
  { name: 'qa', before: { name: 'qa', status: 'ended', ok: true, proofs: [] }, printed: [] },
];
const RECAP = recapOf(
  [
    { name: 'uat', exitCode: 0, changes: 1, began: true, ms: 1250 },
    { name: 'integration', exitCode: 1, cause: 'The token expired. Renew it.', began: true, ms: 300 },
    { name: 'qa', exitCode: 0, changes: 5, skipped: true, began: true, ms: 0 },
  ],
  1300,
);

describe('what a fleet prints', () => {
  it('is a block for each that had a turn, then the recap, then how to go on', () => {
    expect(page(fleetLines(ENDS, RECAP, { style: PLAIN, isReported: true }))).toMatchInlineSnapshot(`
      "
      === uat ===
      A plan that was shown.
      No changes.

      === integration ===
      Error (SessionExpiredError): The token expired.\\u001b[2J
      Try: Renew it.

      Recap
        ✓ uat          done     1 change  1.3 s
        ✗ integration  failed   0.3 s  The token expired. Renew it.
        - qa           skipped  done by the run before
      2 of 3 environments done, 1 of them by the run before, 1 not, 1 change, in 1.3 s.
      Go on with what is left: the same command with --resume.
      "
    `);
  });

  it('says which proofs cannot be had from here, and marks none of them as done', () => {
    const ended = [
      { name: 'uat', exitCode: 0, unknown: 1, began: true, ms: 1250 },
      { name: 'qa', exitCode: 0, began: true, ms: 300 },
    ] as const;
    expect(fleetLines([], recapOf(ended, 1300), { style: PLAIN, isReported: true }).slice(-3)).toEqual([
      '  ? uat  done, proof unknown  1.3 s',
      '  ✓ qa   done                 0.3 s',
      '2 of 2 environments done, 1 proof unknown from here, in 1.3 s.',
    ]);
  });

  it('keeps the recap a table on a narrow terminal: a long cause has lines of its own, broken between words', () => {
    const lines = fleetLines(ENDS, RECAP, { style: PLAIN, isReported: false, columns: 40 });
    const recap = lines.slice(lines.indexOf('Recap') + 1);
    expect(recap.slice(0, 4)).toEqual([
      '  ✓ uat          done     1 change  1.3 s',
      '  ✗ integration  failed   0.3 s',
      '      The token expired. Renew it.',
      '  - qa           skipped  done by the run before',
    ]);
    const narrow = fleetLines(ENDS, RECAP, { style: PLAIN, isReported: false, columns: 24 });
    expect(narrow.slice(narrow.indexOf('  ✗ integration  failed   0.3 s') + 1).slice(0, 2)).toEqual([
      '      The token expired.',
      '      Renew it.',
    ]);
    const wide = fleetLines(ENDS, RECAP, { style: PLAIN, isReported: false, columns: 80 });
    expect(wide).toContain('  ✗ integration  failed   0.3 s  The token expired. Renew it.');
  });

  it('says nothing of going on where no report tells what is left', () => {
    expect(fleetLines(ENDS, RECAP, { style: PLAIN, isReported: false }).at(-1)).toMatch(/^2 of 3 environments done/);
  });
});
