import { isIPv4 } from 'node:net';
import type { UserRecord } from '../state/users.js';

/** Tells whether a user may log in from an address. */
export function isLoginAddress(user: UserRecord, address: string): boolean {
  if (user.loginIpRanges.length === 0) return true;
  return user.loginIpRanges.some((range) => {
    const [start = '', end = start] = range.split('-');
    if (!isIPv4(address) || !isIPv4(start) || !isIPv4(end)) return address === start || address === end;
    return ipNumber(start) <= ipNumber(address) && ipNumber(address) <= ipNumber(end);
  });
}

function ipNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Tells whether a user may log in at a time (milliseconds since 1970). */
export function isLoginTime(user: UserRecord, time: number): boolean {
  if (user.loginHours.length === 0) return true;
  const date = new Date(time);
  const clock = date.toISOString().slice(11, 16);
  return user.loginHours.some((hours) => {
    const [days = '', times = ''] = hours.split(' ');
    const [first = '', last = first] = days.split('-').map((day) => DAYS.indexOf(day));
    const [start = '', end = ''] = times.split('-');
    return isDayBetween(date.getUTCDay(), Number(first), Number(last)) && start <= clock && clock <= end;
  });
}

function isDayBetween(day: number, first: number, last: number): boolean {
  return first <= last ? first <= day && day <= last : day >= first || day <= last;
}
