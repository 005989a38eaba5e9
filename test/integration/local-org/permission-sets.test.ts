import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { LocalOrg } from '../../../src/local-org/index.js';
import { testWork } from '../../work.js';
import { connectTo } from '../project.js';

describe('permission sets', () => {
  it.each([
    ['External_Client_App_Deployer', 'ExternalClientAppAdmin', /ExternalClientAppDeveloper depends on permission/],
    ['External_Client_App_Refresher', 'FreezeUsers', /ManageUsers depends on permission\(s\): FreezeUsers/],
    ['External_Client_App_Refresher', 'ViewRoles', /ResetPasswords depends on permission\(s\): ViewRoles/],
  ])('need each permission that another one of %s depends on: %s', async (name, left, problem) => {
    const localOrg = new LocalOrg();
    const admin = await connectTo(await localOrg.start());
    const file = `${name}.permissionset-meta.xml`;
    const whole = await readFile(`docs/examples/permissionsets/${file}`, 'utf8');
    const text = whole.replace(
      new RegExp(`<userPermissions>\\s*<enabled>true</enabled>\\s*<name>${left}</name>\\s*</userPermissions>`),
      '',
    );
    expect(text.length).toBeLessThan(whole.length);
    const files = [{ path: `permissionsets/${file}`, text }];
    const id = await admin.startDeploy(await admin.pack(files), { checkOnly: false });
    const { success, failures } = await admin.watchDeploy(id, testWork(), () => undefined);
    expect(success).toBe(false);
    expect(JSON.stringify(failures)).toMatch(problem);
    await localOrg.stop();
  });
});
