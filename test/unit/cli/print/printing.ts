import { styleFor } from '../../../../src/cli/style.js';
import type { OrgSummary } from '../../../../src/planning/prepare.js';

/** No colour, as in a file or in CI. */
export const PLAIN = styleFor(false);

export const UAT: OrgSummary = {
  orgId: '00D000000000042AAA',
  name: 'Acme UAT',
  isSandbox: true,
  instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
  username: 'admin@acme.example.uat',
  target: 'acme-uat',
  apiVersion: '66.0',
};

/** Lines as one text that begins on a line of its own, for inline snapshots. */
export const page = (lines: readonly string[]): string => `\n${lines.join('\n')}\n`;
