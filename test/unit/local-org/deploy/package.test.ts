import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../src/local-org/deploy/package.js';

const choices = { strayFiles: 'error', metaXmlNames: false } as const;

describe('readPackage', () => {
  const manifest = (members: string, version = 66): string =>
    `<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types>${members}<name>ExternalClientApplication</name></types><version>${version}.0</version></Package>`;
  const app = '<ExternalClientApplication/>';

  it('reads a zip with one top folder', () => {
    const files = {
      'unpackaged/package.xml': manifest('<members>*</members>'),
      'unpackaged/externalClientApps/Stock_Feed.eca': app,
    };
    const read = readPackage(files, 68, choices);
    expect(read.save).toMatchObject([
      { fullName: 'Stock_Feed', path: 'externalClientApps/Stock_Feed.eca', source: app },
    ]);
    expect(read.problems).toEqual([]);
  });

  it('takes settings and apps before policies, whatever the manifest says', () => {
    const types = ['ExtlClntAppOauthConfigurablePolicies', 'ExternalClientApplication', 'Settings'];
    const blocks = types.map((name) => `<types><members>*</members><name>${name}</name></types>`).join('');
    const files = {
      'package.xml': `<Package>${blocks}<version>66.0</version></Package>`,
      'extlClntAppOauthPolicies/A.ecaOauthPlcy': '',
      'externalClientApps/A.eca': app,
      'settings/ExternalClientApp.settings': '',
    };
    expect(readPackage(files, 68, choices).save.map(({ type }) => type.name)).toEqual([...types].reverse());
  });

  it('needs a package.xml that is well-formed', () => {
    expect(readPackage({}, 68, choices).problems).toMatchObject([{ problem: 'No package.xml found' }]);
    expect(readPackage({ 'package.xml': '<Package>' }, 68, choices).problems).toMatchObject([
      { fullName: 'package.xml', problem: 'Error parsing file: The element <Package> is not closed.', lineNumber: 1 },
    ]);
  });
});
