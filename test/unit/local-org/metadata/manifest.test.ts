import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../../src/local-org/metadata/manifest.js';

describe('readManifest', () => {
  it('reads types and version', () => {
    const source =
      '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>A</members><members>B</members><name>NamedCredential</name></types><version>66.0</version></Package>';
    expect(readManifest(source)).toEqual({ version: 66, types: [{ name: 'NamedCredential', members: ['A', 'B'] }] });
  });

  it('refuses another root', () => {
    expect(() => readManifest('<Parcel/>')).toThrow('expected Package');
  });
});
