import { describe, expect, it } from 'vitest';
import { renderManifest } from '../../../src/metadata/manifest.js';
import { parseManifest } from '../../../src/metadata/parse-manifest.js';

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

  it('is read back as it was written', () => {
    expect(parseManifest(renderManifest(components, '66.0'))).toEqual({
      types: [
        { name: 'ExternalClientApplication', members: ['Payroll'] },
        { name: 'ExtlClntAppOauthSettings', members: ['Billing_Sync_oauth', 'Payroll_oauth'] },
      ],
      version: '66.0',
      problems: [],
    });
  });

  it('of no components is still a manifest', () => {
    expect(parseManifest(renderManifest([], '66.0'))).toEqual({ types: [], version: '66.0', problems: [] });
  });

  it('that is none says why', () => {
    expect(parseManifest('<Package>').problems).toHaveLength(1);
    expect(parseManifest('<Profile></Profile>').problems[0]?.message).toContain('The root element is Profile');
  });
});
