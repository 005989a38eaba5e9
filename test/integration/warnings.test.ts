import { Lifecycle } from '@salesforce/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../src/org/connect.js';
import { Secret } from '../../src/secret.js';
import { testWork } from '../work.js';
import { startFleet, type FleetOrg, type LocalFleet } from './fleet.js';

describe('what the Salesforce libraries warn of', () => {
  let fleet: LocalFleet;
  beforeAll(async () => {
    fleet = await startFleet(['uat', 'qa', 'dev']);
  });
  afterAll(() => fleet.stop());

  /** Logs in, and has core warn from within each request of the login and of a query after it. */
  async function warningsOf({ name, info }: FleetOrg): Promise<readonly string[]> {
    const heard: string[] = [];
    const emitted: Promise<void>[] = [];
    const work = testWork({
      onProgress: (event) => {
        if (event.kind === 'warning') heard.push(event.message);
        if (event.kind === 'debug' && event.message.includes(' http'))
          emitted.push(Lifecycle.getInstance().emitWarning(`of ${name}`));
      },
    });
    const login = {
      kind: 'access-token',
      token: new Secret(info.accessToken),
      instanceUrl: info.instanceUrl,
    } as const;
    const org = await connect({ login, apiVersion: '66.0', work });
    const before = emitted.length;
    await org.query('SELECT Id FROM User');
    expect(emitted.length).toBeGreaterThan(before);
    await Promise.all(emitted);
    expect(heard).toHaveLength(emitted.length);
    return heard;
  }

  it('reach the run that they are of, when several log in at once', async () => {
    const heard = await Promise.all(fleet.orgs.map(warningsOf));
    expect(heard.map((warnings) => [...new Set(warnings)])).toEqual([['of uat'], ['of qa'], ['of dev']]);
    expect(Lifecycle.getInstance().getListeners('warning')).toHaveLength(1);
  });

  it("are nobody's outside of a run, and reach no standard error", async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    await Lifecycle.getInstance().emitWarning('of nobody');
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });
});
