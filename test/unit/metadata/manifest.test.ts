import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { renderManifest } from '../../../src/metadata/manifest.js';

const components = [
  { type: 'ExtlClntAppOauthSettings', fullName: 'Payroll_oauth' },
  { type: 'ExternalClientApplication', fullName: 'Payroll' },
  { type: 'ExtlClntAppOauthSettings', fullName: 'Billing_Sync_oauth' },
  { type: 'ExtlClntAppOauthSettings', fullName: 'Payroll_oauth' },
];

describe('the manifest', () => {
  it('lists types by name and members by name, each once', () => {
    expect(renderManifest(components, '66.0')).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <Package xmlns="http://soap.sforce.com/2006/04/metadata">
          <types>
              <members>Payroll</members>
              <name>ExternalClientApplication</name>
          </types>
          <types>
              <members>Billing_Sync_oauth</members>
              <members>Payroll_oauth</members>
              <name>ExtlClntAppOauthSettings</name>
          </types>
          <version>66.0</version>
      </Package>
      "
    `);
  });

  it('holds what it was made of, as another reader finds it', () => {
    const reader = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'types' || name === 'members' });
    const read = (xml: string): unknown => (reader.parse(xml) as { readonly Package: unknown }).Package;
    expect(read(renderManifest(components, '66.0'))).toEqual({
      types: [
        { members: ['Payroll'], name: 'ExternalClientApplication' },
        { members: ['Billing_Sync_oauth', 'Payroll_oauth'], name: 'ExtlClntAppOauthSettings' },
      ],
      version: '66.0',
    });
    expect(read(renderManifest([], '66.0'))).toEqual({ version: '66.0' });
  });
});
