import { describe } from 'vitest';
import { allows, refuses, warns } from './cases.js';

describe('rules about URLs', () => {
  refuses([
    ['refuses an icon over http', { iconUrl: 'http://acme.example/i.png' }, 'iconUrl', /not an https URL/, /https:/],
    ['refuses a logo that is no URL', { logoUrl: 'logo.png' }, 'logoUrl', /"logo.png"/, /https:/],
    [
      'refuses a callback URL with a fragment',
      { callbackUrls: ['https://acme.example/#done'] },
      'callbackUrls[0]',
      /fragment/,
      /#/,
    ],
    [
      'refuses a callback URL over http',
      { callbackUrls: ['http://acme.example/cb'] },
      'callbackUrls[0]',
      /not encrypted/,
      /https/,
    ],
    ['refuses a callback URL that is none', { callbackUrls: ['acme'] }, 'callbackUrls[0]', /not a URL/, /https/],
    [
      'refuses two callback URLs in one entry',
      { callbackUrls: ['https://a.example\nhttps://b.example'] },
      'callbackUrls[0]',
      /not a URL/,
      /each entry/,
    ],
    [
      'refuses a callback URL that runs a script',
      { callbackUrls: ['javascript:alert(1)'] },
      'callbackUrls[0]',
      /javascript:/,
      /scheme/,
    ],
    ['refuses an app without callback URLs', { callbackUrls: [] }, 'callbackUrls', /demands a callback/, /default/],
    [
      'refuses callouts over http',
      { namedCredential: { name: 'Billing', url: 'http://acme.example' } },
      'namedCredential.url',
      /not an https/,
      /https/,
    ],
  ]);

  warns([
    [
      'warns of a callback URL without encryption on this machine',
      { callbackUrls: ['http://localhost:8080/cb'] },
      'callbackUrls[0]',
      /not encrypted/,
      /development/,
    ],
  ]);

  allows([['a callback URL with a scheme of its own', { callbackUrls: ['com.acme.billing://callback'] }]]);
});
