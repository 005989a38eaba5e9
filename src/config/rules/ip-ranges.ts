import type { IpRangeConfig } from '../model.js';
import { type ConfigPath, show } from '../../problem.js';
import { parseIpAddress } from './ip-address.js';
import { type AppRule, type RuleProblem, problem, warning } from './rule.js';
import { usesFlow } from './users.js';

function checkAddress(text: string, path: ConfigPath): RuleProblem[] {
  if (parseIpAddress(text) !== undefined) return [];
  const action = text.includes('/')
    ? 'Write the first and the last address of the range instead of a prefix length.'
    : 'Write an address such as 203.0.113.7 or 2001:db8::7.';
  return [problem(path, `${show(text)} is not an IP address.`, action)];
}

function checkRange({ startIpAddress, endIpAddress }: IpRangeConfig, path: ConfigPath): RuleProblem[] {
  const start = parseIpAddress(startIpAddress);
  const end = parseIpAddress(endIpAddress);
  if (start === undefined || end === undefined) {
    return [
      ...checkAddress(startIpAddress, [...path, 'startIpAddress']),
      ...checkAddress(endIpAddress, [...path, 'endIpAddress']),
    ];
  }
  const at = [...path, 'endIpAddress'];
  const range = `${startIpAddress} to ${endIpAddress}`;
  if (start.family !== end.family) return [problem(at, `${range} mixes IPv4 and IPv6.`, 'Use addresses of one kind.')];
  return start.value <= end.value ? [] : [problem(at, `${range} ends before it begins.`, 'Exchange the two.')];
}

/** Ranges are pairs of addresses, the lower one first. */
export const ipRanges: AppRule = {
  name: 'ip-ranges',
  reads: ['trustedIpRanges'],
  check: (app) => (app.trustedIpRanges ?? []).flatMap((range, index) => checkRange(range, ['trustedIpRanges', index])),
};

/** Trusted ranges spare people a question at login; they do not keep anybody out. */
export const ipRangesDoNotProtect: AppRule = {
  name: 'ip-ranges-do-not-protect',
  reads: ['trustedIpRanges', 'clientCredentials'],
  check: (app) => {
    if (!usesFlow(app) || (app.trustedIpRanges ?? []).length === 0) return [];
    const message = 'trustedIpRanges does not limit from where the client credentials flow is used.';
    const action = "Set login IP ranges on the run-as user's profile, and keep ipRelaxation at Enforce.";
    return [warning(['trustedIpRanges'], message, action)];
  },
};
