import { describe } from 'vitest';
import { allows, refuses, warns } from './cases.js';

describe('rules about scopes', () => {
  refuses([
    [
      'suggests a scope for a misspelt one',
      { scopes: ['api', 'cdp_qery_api'] },
      'scopes[1]',
      /"cdp_qery_api"/,
      /cdp_query_api/,
    ],
    [
      'suggests the scope that a circulating name means',
      { scopes: ['ChatterApi'] },
      'scopes[0]',
      /ChatterApi/,
      /Chatter/,
    ],
    ['refuses an app without scopes', { scopes: [] }, 'scopes', /no scope/, /api/],
    [
      'refuses an expected scope that does not exist',
      { verify: { expectScopes: ['apy'] } },
      'verify.expectScopes[0]',
      /"apy"/,
      /api/i,
    ],
    [
      'refuses an expected scope that the flow never grants',
      { verify: { expectScopes: ['refresh_token'] } },
      'verify.expectScopes[0]',
      /No token/,
      /Remove/,
    ],
  ]);

  warns([
    [
      'warns of scopes that the flow drops',
      { scopes: ['api', 'refresh_token'] },
      'scopes[1]',
      /leaves refresh_token out/,
      /another flow/,
    ],
    [
      'warns of scopes that the flow drops, also where fields name them',
      { fields: { ExtlClntAppOauthSettings: { commaSeparatedOauthScopes: 'Api, Full' } } },
      'fields.ExtlClntAppOauthSettings.commaSeparatedOauthScopes',
      /leaves Full out/,
      /another flow/,
    ],
    [
      'warns of a query without the scope api',
      { scopes: ['cdp_query_api'], verify: { query: 'SELECT Id FROM Account' } },
      'verify.query',
      /needs the scope api/,
      /scopes/,
    ],
  ]);

  allows([['scopes by either of their names', { scopes: ['api', 'CDPQuery', 'cdp_profile_api'] }]]);
});
