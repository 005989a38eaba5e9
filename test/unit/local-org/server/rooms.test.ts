import { describe, expect, it } from 'vitest';
import { ROUTES, destinationOf } from '../../../../src/local-org/server/rooms.js';

/** Makes a path that fits a route's pattern. */
function sampleOf(pattern: RegExp): string {
  return pattern.source
    .replace(/^\^|\$$/g, '')
    .replaceAll(/\(\?![^)]*\)/g, '')
    .replaceAll(/\\w\+|\[\^\\?\/\]\+/g, 'Sample1')
    .replaceAll(/\\d\+/g, '2000')
    .replaceAll(/[()]/g, '')
    .replaceAll(/\\(.)/g, '$1')
    .replace(/\/\?$/, '');
}

describe('the rooms', () => {
  it.each(ROUTES.map((route) => ({ route, method: route.method, path: sampleOf(route.path) })))(
    'answer $method $path in one place only',
    ({ route, method, path }) => {
      expect(route.path.test(path)).toBe(true);
      const taking = ROUTES.filter(
        (other) => other.kind === route.kind && other.method === method && other.path.test(path),
      );
      expect(taking).toEqual([route]);
      const full = route.kind === 'data' ? `/services/data/v66.0/${path}` : path;
      expect(destinationOf(method, full)).toMatchObject({ kind: 'route', route: { operation: route.operation } });
    },
  );

  it('have no version 0', () => {
    const destination = destinationOf('GET', '/services/data/v0.0/limits');
    expect(destination).toEqual({ kind: 'unknown', version: undefined });
  });

  it('leave a describe to the room that describes', () => {
    const destination = destinationOf('GET', '/services/data/v66.0/sobjects/Account/describe');
    expect(destination).toMatchObject({ kind: 'route', route: { operation: 'describe' } });
  });

  it('take nothing for a record that is another resource, and a field of a like name for a field', () => {
    const kindOf = (path: string): string => destinationOf('GET', `/services/data/v66.0/sobjects/Account/${path}`).kind;
    for (const path of ['updated', 'deleted', 'listviews', 'describe/layouts', 'quickActions/New'])
      expect([path, kindOf(path)]).toEqual([path, 'unknown']);
    for (const path of ['001000000000001AAA', 'updated__c/7', 'described', 'External_Id__c/deleted'])
      expect([path, kindOf(path)]).toEqual([path, 'route']);
  });
});
