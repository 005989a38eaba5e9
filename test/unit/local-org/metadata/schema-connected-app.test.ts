import { describe, expect, it } from 'vitest';
import { CONNECTED_APP_TYPES } from '../../../../src/local-org/metadata/schema-connected-app.js';
import { newestFields } from '../../metadata/newest-types.js';

describe('the schema of Connected Apps', () => {
  it.each(Object.keys(CONNECTED_APP_TYPES))('has the published fields of %s', (type) => {
    const own = CONNECTED_APP_TYPES[type]?.map(([name, , , repeated]) => ({ name, list: repeated === 1 }));
    expect(own).toEqual(newestFields(type).map(({ name, list }) => ({ name, list })));
  });
});
