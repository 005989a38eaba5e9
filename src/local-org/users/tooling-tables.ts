import { certain } from '../state/evidence.js';
import type { Context } from '../state/context.js';
import type { ProfileRecord, UserRecord } from '../state/users.js';
import type { Row, Table } from '../soql/table.js';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const SHORT = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** The seed limits users; in an org their profile does, so a profile shows the limits of all its users. */
function usersOf({ world }: Context, profile: ProfileRecord): UserRecord[] {
  return world.users.filter((user) => user.profile === profile.name);
}

function ipRange(range: string): Row {
  const [startAddress = '', endAddress = startAddress] = range.split('-');
  return { startAddress, endAddress, description: null };
}

/** Minutes since midnight for a clock time such as `08:30`. */
function minutes(clock: string): string {
  const [hour = '0', minute = '0'] = clock.split(':');
  return String(Number(hour) * 60 + Number(minute));
}

function loginHours(written: readonly string[]): Row | null {
  if (written.length === 0) return null;
  const hours: Record<string, string> = {};
  for (const entry of written) {
    const [days = '', times = ''] = entry.split(' ');
    const [first = '', last = first] = days.split('-');
    const [start = '', end = ''] = times.split('-');
    const count = (SHORT.indexOf(last) - SHORT.indexOf(first) + 7) % 7;
    for (let step = 0; step <= count; step += 1) {
      const day = DAYS[(SHORT.indexOf(first) + step) % 7] ?? '';
      hours[`${day}Start`] = minutes(start);
      hours[`${day}End`] = minutes(end);
    }
  }
  return hours;
}

/** Objects that the Tooling API alone has, or has in a form of its own. */
export const toolingUserTables: readonly Table[] = [
  {
    name: 'Profile',
    evidence: certain(
      'connected-apps: give metadata for one record at a time, and none to the data API',
      'tooling-guide',
    ),
    columns: { Id: 'id', Name: 'string', FullName: 'string', Metadata: 'complexvalue' },
    tooling: 'only',
    rows: (context) =>
      context.world.profiles.map((profile) => {
        const users = usersOf(context, profile);
        const Metadata: Row = {
          custom: false,
          loginHours: loginHours(users.flatMap((user) => user.loginHours)),
          loginIpRanges: users.flatMap((user) => user.loginIpRanges.map(ipRange)),
          userLicense: profile.licence,
        };
        return { Id: profile.id, Name: profile.name, FullName: profile.name, Metadata };
      }),
  },
];
