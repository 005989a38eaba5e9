import { MOST_IP_RANGES } from '../../metadata/fields/oauth-settings.js';
import { isMap } from '../../plain-data.js';
import type { AppConfig, IpRangeConfig } from '../model.js';
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

function checkRanges(ranges: readonly IpRangeConfig[], path: ConfigPath): RuleProblem[] {
  const message = `${String(path.at(-1))} has ${ranges.length} ranges, and may have ${MOST_IP_RANGES}.`;
  const tooMany = ranges.length > MOST_IP_RANGES ? [problem(path, message, 'Put neighbours together.')] : [];
  return [...tooMany, ...ranges.flatMap((range, index) => checkRange(range, [...path, index]))];
}

const isRange = (value: unknown): value is IpRangeConfig =>
  isMap(value) && typeof value['startIpAddress'] === 'string' && typeof value['endIpAddress'] === 'string';

/** Finds the ranges that stand below `fields`, whatever their field is called. The field table says what is no range. */
function rangesInFields({ fields = {} }: AppConfig): RuleProblem[] {
  return Object.entries(fields).flatMap(([type, values]) =>
    Object.entries(values).flatMap(([field, value]: [string, unknown]) => {
      const ranges: readonly unknown[] = Array.isArray(value) ? value : [];
      return ranges.flatMap((range, index) =>
        isRange(range) ? checkRange(range, ['fields', type, field, index]) : [],
      );
    }),
  );
}

/** Ranges are pairs of addresses, the lower one first. */
export const ipRanges: AppRule = {
  name: 'ip-ranges',
  reads: ['trustedIpRanges', 'fields'],
  check: (app) => [...checkRanges(app.trustedIpRanges ?? [], ['trustedIpRanges']), ...rangesInFields(app)],
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
