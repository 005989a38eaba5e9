import { auth, environmentName, environmentTexts, sandboxPin, userSuffix } from './rules/environments.js';
import { callingUsers } from './rules/calling-users.js';
import { callout } from './rules/callout.js';
import { suppliedCredentials } from './rules/credentials.js';
import { deviceFlow } from './rules/device-flow.js';
import { fieldTable, linksOfPackagedApps, saidOnce } from './rules/fields.js';
import { ipRanges, ipRangesDoNotProtect } from './rules/ip-ranges.js';
import { appName, distinctAppNames, distinctPartNames, partNameLengths, partNames } from './rules/names.js';
import {
  approvalNeedsAccess,
  jwtTimeouts,
  permissionSetNames,
  profileNames,
  reachableSessionLevel,
  sessionTimeout,
} from './rules/policies.js';
import { parts } from './rules/parts.js';
import { subscriberKeys } from './rules/roles.js';
import type { AppRule, ConfigRule } from './rules/rule.js';
import { droppedScopes, expectedScopes, queryNeedsApi, scopeNames, someScope } from './rules/scopes.js';
import { sharedPrincipal } from './rules/shared-principal.js';
import { appSink, otherSinks } from './rules/sinks.js';
import { characters, contactEmail, label, namedCredentialNames } from './rules/texts.js';
import { callbackUrls, imageUrls, namedCredentialUrl } from './rules/urls.js';
import {
  assignNeedsUser,
  runAsUserRequired,
  runAsUserWithoutFlow,
  sharedRunAsUser,
  usernameForm,
} from './rules/users.js';
import { apiVersion, keysInVersion, settingsInVersion } from './rules/versions.js';

/** Rules about one app, in the order in which their findings are reported. */
export const APP_RULES: readonly AppRule[] = [
  appName,
  label,
  contactEmail,
  characters,
  imageUrls,
  subscriberKeys,
  scopeNames,
  someScope,
  droppedScopes,
  runAsUserRequired,
  runAsUserWithoutFlow,
  usernameForm,
  callbackUrls,
  permissionSetNames,
  profileNames,
  approvalNeedsAccess,
  assignNeedsUser,
  ipRanges,
  ipRangesDoNotProtect,
  sessionTimeout,
  jwtTimeouts,
  reachableSessionLevel,
  partNames,
  partNameLengths,
  parts,
  deviceFlow,
  fieldTable,
  saidOnce,
  linksOfPackagedApps,
  keysInVersion,
  expectedScopes,
  queryNeedsApi,
  namedCredentialNames,
  namedCredentialUrl,
  callingUsers,
  callout,
  suppliedCredentials,
  appSink,
];

/** Rules about what stands outside the apps, and about several apps. */
export const CONFIG_RULES: readonly ConfigRule[] = [
  apiVersion,
  settingsInVersion,
  otherSinks,
  environmentName,
  environmentTexts,
  sandboxPin,
  userSuffix,
  auth,
  distinctAppNames,
  distinctPartNames,
  sharedRunAsUser,
  sharedPrincipal,
];
