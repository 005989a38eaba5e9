import type { Org } from './org.js';
import { listIn } from './unexpected.js';
import { quote } from './soql.js';

/** From where and when the users of a profile may log in. */
export interface LoginLimits {
  /** Ranges such as `10.0.0.0-10.0.0.255`. None: from anywhere. */
  readonly ipRanges: readonly string[];
  /** True when the profile restricts the hours. */
  readonly hours: boolean;
}

interface ProfileRecord {
  readonly Metadata?:
    | {
        readonly loginIpRanges?:
          | readonly { readonly startAddress?: string | undefined; readonly endAddress?: string | undefined }[]
          | null
          | undefined;
        readonly loginHours?: Readonly<Record<string, unknown>> | null | undefined;
      }
    | null
    | undefined;
}

/**
 * Reads a profile's login limits. They are no fields of a record; the Tooling API gives them with the profile's metadata.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_profile.htm
 */
export async function readLoginLimits(org: Org, profileId: string): Promise<LoginLimits> {
  const soql = `SELECT Metadata FROM Profile WHERE Id = ${quote(profileId)}`;
  const path = `tooling/query?q=${encodeURIComponent(soql)}`;
  const answer = await org.request({ method: 'GET', path });
  const records = listIn<ProfileRecord>('The query of Profile', answer, 'records');
  const metadata = records[0]?.Metadata;
  const ranges = metadata?.loginIpRanges ?? [];
  const hours = Object.values(metadata?.loginHours ?? {});
  return {
    ipRanges: ranges.map(({ startAddress = '', endAddress = '' }) => `${startAddress}-${endAddress}`),
    hours: hours.some((value) => value !== null && value !== undefined && value !== ''),
  };
}
