import { describe } from 'vitest';
import { allows, refuses } from './cases.js';

describe('rules about the run-as user', () => {
  refuses([
    ['asks for the run-as user', { runAsUser: undefined }, 'runAsUser', /needs a user/, /clientCredentials: false/],
    [
      'refuses a run-as user without the flow',
      { clientCredentials: false },
      'runAsUser',
      /turns off/,
      /Remove runAsUser/,
    ],
    [
      'refuses a username without a domain',
      { runAsUser: 'billing.sync' },
      'runAsUser',
      /form of a username/,
      /billing.sync@/,
    ],
    ['refuses the id of a user', { runAsUser: '005000000000042AAA' }, 'runAsUser', /id of a user/, /username/],
    [
      'refuses a username of more than 80 characters',
      { runAsUser: `${'b'.repeat(80)}@acme.example` },
      'runAsUser',
      /93 characters/,
      /shorter/,
    ],
    [
      'refuses permission sets for nobody',
      { runAsUser: undefined, clientCredentials: false, assign: ['Billing_API'] },
      'assign',
      /there is none/,
      /runAsUser/,
    ],
  ]);

  allows([['an app without the flow', { runAsUser: undefined, clientCredentials: false }]]);
});
