import { listIn, policyOf } from '../../metadata/app-policy.js';
import { toProtocolScope } from '../../metadata/scopes.js';
import { isMap } from '../../plain-data.js';
import type { FoundParts } from '../key-row.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const SETTINGS = 'ExtlClntAppOauthSettings';
const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

type ReadBack = (found: FoundParts) => unknown;

function textOf(found: FoundParts, type: string, field: string): string | undefined {
  const value = found(type)?.[field];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function listOrNothing(names: readonly string[]): readonly string[] | undefined {
  return names.length === 0 ? undefined : [...new Set(names)];
}

/** Reads scopes by their protocol names; one that nobody knows keeps its own. */
export const scopesFound: ReadBack = (found) =>
  listOrNothing(
    listIn(textOf(found, SETTINGS, 'commaSeparatedOauthScopes')).map((name) => toProtocolScope(name) ?? name),
  );

/** Reads callback URLs, which stand on lines. */
export const callbackUrlsFound: ReadBack = (found) =>
  listOrNothing(
    (textOf(found, GLOBAL, 'callbackUrl') ?? '')
      .split(/[\r\n]+/)
      .map((url) => url.trim())
      .filter((url) => url !== ''),
  );

/** Tells of a switch that several parts have whether it is on in all, in some or in none of those that were found. */
function switchIn(found: FoundParts, types: readonly string[], field: string): 'all' | 'some' | 'none' {
  const states = types.flatMap((type) => {
    const fields = found(type);
    return fields === undefined ? [] : [fields[field] === true];
  });
  if (!states.includes(true)) return 'none';
  return states.includes(false) ? 'some' : 'all';
}

const userFound = (found: FoundParts): string | undefined =>
  textOf(found, POLICIES, 'clientCredentialsFlowUser')?.trim();

/** Reads whether the flow is on. Where one of its switches is off, it is meant to be on when there is a user for it. */
export const flowFound = (found: FoundParts): boolean =>
  switchIn(found, [GLOBAL, POLICIES], 'isClientCredentialsFlowEnabled') !== 'none' && userFound(found) !== undefined;

/** Reads the user of the flow; none is written while the flow is off. */
export const runAsUserFound: ReadBack = (found) => (flowFound(found) ? userFound(found) : undefined);

/** Reads the token format. A switch that is on in one of its places only is said by `fields`. */
export const tokenFormatFound: ReadBack = (found) => {
  const homes = [GLOBAL, POLICIES].filter((type) => found(type)?.isNamedUserJwtEnabled !== undefined);
  const state = switchIn(found, homes, 'isNamedUserJwtEnabled');
  if (homes.length === 0 || state === 'some') return undefined;
  return state === 'all' ? 'jwt' : 'opaque';
};

/** Reads whom a policy admits; names that stand in a policy that admits everybody are said by `fields`. */
function admittedFound(key: 'permissionSets' | 'profiles'): ReadBack {
  return (found) => {
    const policy = policyOf(found(POLICIES) ?? {});
    return policy.adminApproved ? listOrNothing(policy[key]) : undefined;
  };
}

export const permissionSetsFound: ReadBack = admittedFound('permissionSets');
export const profilesFound: ReadBack = admittedFound('profiles');

/** Reads trusted ranges as they stand. */
export const rangesFound: ReadBack = (found) => {
  const ranges = found(SETTINGS)?.trustedIpRanges;
  return Array.isArray(ranges) && ranges.every(isMap) ? ranges : undefined;
};
