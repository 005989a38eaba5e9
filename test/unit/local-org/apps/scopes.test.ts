import { describe, expect, it } from 'vitest';
import { SCOPES } from '../../../../src/local-org/apps/scopes.js';

describe('scopes', () => {
  it('are 36, each with a protocol name of its own', () => {
    expect(Object.keys(SCOPES)).toHaveLength(36);
    expect(new Set(Object.values(SCOPES)).size).toBe(36);
  });
});
