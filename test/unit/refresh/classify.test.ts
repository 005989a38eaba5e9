import { describe, expect, it } from 'vitest';
import { fateOf } from '../../../src/refresh/classify.js';

const ORG = '00D000000000042AAA';
const OWN = '00D000000000042:Billing_Sync';
const FOREIGN = '00D0000000000PR:8880000000000AB';

describe('what a refresh made of an app', () => {
  it.each([
    ['own', { links: [OWN, '00D000000000042:8880000000000AB'], hasSettings: true }, { fate: 'own' }],
    [
      'a copy, by its OAuth link alone',
      { links: [OWN, FOREIGN], hasSettings: true },
      { fate: 'copied', ownerOrgId: '00D0000000000PR' },
    ],
    [
      'a copy, although it is broken too',
      { links: ['00D0000000000PR:Billing_Sync'], hasSettings: false },
      { fate: 'copied', ownerOrgId: '00D0000000000PR' },
    ],
    [
      'a copy, by an id of 18 characters',
      { links: ['00D0000000000PRAAA:Billing_Sync'] },
      { fate: 'copied', ownerOrgId: '00D0000000000PR' },
    ],
    ['half-broken', { links: [OWN], hasSettings: false }, { fate: 'half-broken' }],
    ['half-broken without any link', { links: [], hasSettings: false }, { fate: 'half-broken' }],
    ['own where the org does not tell', { links: [null, 5, 'Billing_Sync'] }, { fate: 'own' }],
    ['gone', undefined, { fate: 'gone' }],
  ])('%s', (_name, seen, fate) => {
    expect(fateOf(seen, ORG)).toEqual(fate);
  });

  it('tells ids apart by case', () => {
    expect(fateOf({ links: ['00Da00000000042:X'] }, '00DA00000000042AAA').fate).toBe('copied');
  });
});
