import { describe } from 'vitest';
import { refuses } from './cases.js';

describe('rules about texts', () => {
  refuses([
    ['refuses an empty label', { label: ' ' }, 'label', /empty/, /Setup/],
    [
      'refuses a contact that is no e-mail address',
      { contactEmail: 'platform' },
      'contactEmail',
      /"platform"/,
      /platform@/,
    ],
    [
      'refuses a character that XML cannot carry',
      { description: 'a\u0001b' },
      'description',
      /U\+0001 at position 2/,
      /Remove/,
    ],
    [
      'refuses a Named Credential with a space in its name',
      { namedCredential: { name: 'Billing API', url: 'https://acme.example' } },
      'namedCredential.name',
      /developer name/,
      /letters/,
    ],
  ]);
});
