import { describe, expect, it } from 'vitest';
import { isLoginAddress, isLoginTime } from '../../../../src/local-org/users/login-limits.js';
import type { UserRecord } from '../../../../src/local-org/state/users.js';

describe('login limits', () => {
  const user = (limits: Partial<UserRecord>): UserRecord => ({
    ...{ id: '', username: '', email: '', name: '', profile: '', active: true, frozen: false, permissions: [] },
    ...{ loginIpRanges: [], loginHours: [] },
    ...limits,
  });

  it('take addresses inside a range, and any when there is none', () => {
    const office = user({ loginIpRanges: ['203.0.113.10-203.0.113.20', '::1'] });
    expect(isLoginAddress(office, '203.0.113.15')).toBe(true);
    expect(isLoginAddress(office, '203.0.113.21')).toBe(false);
    expect(isLoginAddress(office, '::1')).toBe(true);
    expect(isLoginAddress(user({}), '198.51.100.1')).toBe(true);
  });

  it('take hours of the days that they name, over the week end too', () => {
    const day = user({ loginHours: ['Mon-Fri 08:00-18:00', 'Sat-Sun 10:00-12:00'] });
    const at = (time: string): boolean => isLoginTime(day, Date.parse(time));
    expect([at('2026-11-20T09:00:00Z'), at('2026-11-20T19:00:00Z')]).toEqual([true, false]);
    expect([at('2026-11-22T11:00:00Z'), at('2026-11-22T13:00:00Z')]).toEqual([true, false]);
  });
});
