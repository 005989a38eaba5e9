import { describe, expect, it } from 'vitest';
import { SCOPES, suggestScope, toMetadataScope, toProtocolScope } from '../../../src/metadata/scopes.js';

describe('scopes', () => {
  it('are 36, each with two names of its own', () => {
    expect(SCOPES).toHaveLength(36);
    expect(new Set(SCOPES.flatMap(({ metadata, protocol }) => [metadata, protocol])).size).toBe(72);
    const names = SCOPES.map(({ metadata }) => metadata);
    expect(names).toEqual([...names].sort());
  });

  it.each([
    ['api', 'Api'],
    ['cdp_query_api', 'CDPQuery'],
    ['id', 'Basic'],
    ['visualforce', 'CustomApplications'],
    ['sfap_api', 'SFApiPlatform'],
  ])('turn %s into %s and back', (protocol, metadata) => {
    expect([toMetadataScope(protocol), toMetadataScope(metadata)]).toEqual([metadata, metadata]);
    expect([toProtocolScope(protocol), toProtocolScope(metadata)]).toEqual([protocol, protocol]);
  });

  it('are unknown in another case, which only earns a suggestion', () => {
    expect(toMetadataScope('API')).toBeUndefined();
    expect(suggestScope('API')).toBe('Api');
  });

  it.each([
    ['ChatterApi', 'Chatter'],
    ['McpApi', 'MCP'],
    ['Sfap', 'SFApiPlatform'],
    ['cdp-query-api', 'cdp_query_api'],
  ])('suggest for %s what is meant', (written, meant) => {
    expect(toMetadataScope(written)).toBeUndefined();
    expect(suggestScope(written)).toBe(meant);
  });

  it('that the client credentials flow drops are those of a session with a human', () => {
    expect(SCOPES.filter(({ dropped }) => dropped).map(({ metadata }) => metadata)).toEqual([
      'Full',
      'OfflineAccess',
      'RefreshToken',
      'Web',
    ]);
  });
});
