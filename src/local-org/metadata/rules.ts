import { id15 } from '../state/ids.js';
import { commaSeparated, SCOPES } from '../apps/scopes.js';
import type { Draft } from '../state/draft.js';
import type { Incoming, Rule } from './incoming.js';
import { isOn, ownerOf, textOf } from '../state/fields.js';
import { partOf, partsOf, componentKey } from '../state/components.js';
import { credentialRules } from './rules-credentials.js';
import { policyRules } from './rules-policies.js';
import { metadataType } from './types.js';
import { own } from '../wire/own.js';

/** [C] the rule for developer names; its wording is that of other setup objects. [U] */
const developerName: Rule = ({ draft, fullName, origin }) =>
  /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(bareName(draft, fullName, origin))
    ? undefined
    : 'The API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, ' +
      'not include spaces, not end with an underscore, and not contain two consecutive underscores.';

/** Name without the namespace of a package: a seed may bring one, a deploy only that of an app which is there. */
function bareName(draft: Draft, fullName: string, origin: Incoming['origin']): string {
  const namespace = /^[A-Za-z](?:_?[A-Za-z0-9]){0,14}__(?=.)/.exec(fullName)?.[0];
  if (namespace === undefined) return fullName;
  const isThere = Object.keys(draft.components).some((key) => key.startsWith(`ExternalClientApplication/${namespace}`));
  return origin === 'seed' || isThere ? fullName.slice(namespace.length) : fullName;
}

/** [P] the code for a parent that is not there. */
const ownerExists: Rule = ({ draft, fields }) =>
  draft.components[componentKey('ExternalClientApplication', ownerOf(fields))] === undefined
    ? 'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id'
    : undefined;

/** [P] optional in the schema, but the server asks for it. */
const demanded =
  (field: string): Rule =>
  ({ fields }) =>
    textOf(fields, field) === '' ? `Required field is missing: ${field}` : undefined;

/** One part of a type for each app; [P] for policies, [U] for settings. */
const onePerApp =
  (describe: (existing: string) => string): Rule =>
  ({ draft, type, fullName, fields }) => {
    const existing = partOf(draft.components, type, ownerOf(fields));
    return existing === undefined || existing.fullName === fullName ? undefined : describe(existing.fullName);
  };

/** [P] a foreign or invented value fails; one report says that it is resolved again. */
const orgScopedApp: Rule = ({ context, fullName, deployed }) => {
  const written = textOf(deployed, 'orgScopedExternalApp');
  if (written === '' || written === `${id15(context.world.org.id)}:${fullName}`) return undefined;
  const foreign = /^00D\w{12}:\w+$/.test(written);
  if (foreign && context.assumed('foreign-org-scoped-app') === 'resolved') return undefined;
  return `INVALID_CROSS_REFERENCE_KEY: orgScopedExternalApp ${written} does not belong to this org`;
};

/** [P] the link can only be given for a packaged app, or as the org itself wrote it. */
const oauthLink: Rule = ({ draft, deployed, before, fields }) => {
  const written = textOf(deployed, 'oauthLink');
  if (written === '' || written === textOf(before?.fields, 'oauthLink')) return undefined;
  const app = draft.components[componentKey('ExternalClientApplication', ownerOf(fields))];
  return textOf(app?.fields, 'distributionState') === 'Packaged'
    ? undefined
    : "We couldn't update your OAuth link because the external client app doesn't have distribution state PACKAGED.";
};

/** [P] the message lists what would be valid. */
const scopes: Rule = ({ fields }) => {
  const unknown = commaSeparated(textOf(fields, 'commaSeparatedOauthScopes')).filter(
    (scope) => own(SCOPES, scope) === undefined,
  );
  if (unknown.length === 0) return undefined;
  const valid = Object.keys(SCOPES).join(', ');
  return `There's a problem with your scope(s): ${unknown.join(', ')}. Valid scopes are: ${valid}`;
};

/** [P] the global settings need OAuth settings beside them. */
const oauthSettingsExist: Rule = ({ draft, fields }) =>
  partOf(draft.components, 'ExtlClntAppOauthSettings', ownerOf(fields)) === undefined
    ? "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration."
    : undefined;

/** [P] callback URLs need https or a scheme of their own; [U] the wording. */
const callbackUrls: Rule = ({ fields }) => {
  const wrong = textOf(fields, 'callbackUrl')
    .split(/\s+/)
    .find((url) => !/^[a-z][a-z0-9+.-]*:\/?\/?\S/i.test(url) || /^http:\/\/(?!localhost|127\.0\.0\.1)/i.test(url));
  return wrong === undefined ? undefined : `Invalid callback URL: ${wrong}`;
};

/** [C] a device flow app calls back to localhost and takes no other flow in a local app; [U] the wording. */
const deviceFlowAlone: Rule = ({ draft, fields }) => {
  const app = draft.components[componentKey('ExternalClientApplication', ownerOf(fields))];
  if (!isOn(fields, 'isDeviceFlowEnabled') || textOf(app?.fields, 'distributionState') !== 'Local') return undefined;
  const other = ['isClientCredentialsFlowEnabled', 'isCodeCredFlowEnabled', 'isTokenExchangeEnabled'].find((flow) =>
    isOn(fields, flow),
  );
  if (other !== undefined) return `The device flow can't be combined with other flows: ${other}`;
  const local = textOf(fields, 'callbackUrl')
    .split(/\s+/)
    .every((url) => URL.canParse(url) && /^(localhost|127\.0\.0\.1)$/.test(new URL(url).hostname));
  return local ? undefined : 'The device flow needs a callback URL of localhost.';
};

/** [U] that a key of another app is refused, and the wording. */
const keyIsFree: Rule = ({ draft, deployed, fields }) => {
  const key = textOf(deployed, 'consumerKey');
  const taken = Object.values(draft.apps).some(
    (app) => app.app !== ownerOf(fields) && app.pairs.some((pair) => pair.key === key),
  );
  return key !== '' && taken ? 'The consumer key is already taken' : undefined;
};

const nameIsNewForApp: Rule = ({ draft, type, fullName, fields, before }) => {
  if (before === undefined || ownerOf(before.fields) === ownerOf(fields)) return undefined;
  const owner = ownerOf(before.fields);
  // [U] moving a part to another app
  return partsOf(draft.components, owner).some((part) => part.type === type && part.fullName === fullName)
    ? 'INVALID_CROSS_REFERENCE_KEY: externalClientApplication cannot be changed'
    : undefined;
};

/** [C] no new Connected Apps by default since Spring '26; [U] the wording. */
const noNewConnectedApp: Rule = ({ before }) =>
  before === undefined
    ? "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support."
    : undefined;

/** [C] a Connected App that Setup migrated is read-only as long as its External Client App is there; [U] the wording. */
const notMigrated: Rule = ({ draft, fullName }) =>
  draft.components[componentKey('ExternalClientApplication', fullName)] === undefined
    ? undefined
    : `The connected app "${fullName}" was migrated to an external client app and can't be changed.`;

/**
 * [P] a new app cannot have the name of a Connected App; [C] a Connected App that Setup migrated has the name of its app.
 * [U] code and wording
 */
const nameIsNoConnectedApp: Rule = ({ draft, fullName, before }) =>
  before !== undefined || draft.components[componentKey('ConnectedApp', fullName)] === undefined
    ? undefined
    : `DUPLICATE_DEVELOPER_NAME: The name "${fullName}" is used by a connected app.`;

const duplicateOfApp = onePerApp(
  (existing) => `duplicate value found: ExternalClientApplicationId duplicates value on ${existing}`,
);

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  ConnectedApp: [noNewConnectedApp, notMigrated],
  ExternalClientApplication: [demanded('contactEmail'), orgScopedApp, nameIsNoConnectedApp],
  ExtlClntAppOauthSettings: [duplicateOfApp, scopes, oauthLink],
  ExtlClntAppGlobalOauthSettings: [
    oauthSettingsExist,
    duplicateOfApp,
    demanded('callbackUrl'),
    callbackUrls,
    deviceFlowAlone,
    keyIsFree,
  ],
  ExtlClntAppConfigurablePolicies: [duplicateOfApp],
  ExtlClntAppOauthConfigurablePolicies: [
    oauthSettingsExist,
    onePerApp((existing) => `DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on ${existing}`),
    ...policyRules,
  ],
  ...credentialRules,
};

/** Rules of how a component comes into an org, which say nothing of one that is there. */
const RULES_OF_DEPLOYS: readonly Rule[] = [
  orgScopedApp,
  oauthLink,
  noNewConnectedApp,
  notMigrated,
  nameIsNoConnectedApp,
];

/** Finds the first thing that is wrong with a component, beyond what its file alone shows. */
export function ruleProblem(incoming: Incoming): string | undefined {
  const part = metadataType(incoming.type)?.part === true;
  const rules = [
    ...(incoming.type === 'Settings' ? [] : [developerName]),
    ...(part ? [ownerExists, nameIsNewForApp] : []),
    ...(RULES[incoming.type] ?? []),
  ];
  for (const rule of rules) {
    if (incoming.origin === 'seed' && RULES_OF_DEPLOYS.includes(rule)) continue;
    const problem = rule(incoming);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Tells whether a component asks for a new key or secret, which Salesforce reports as a warning. [C] */
export function rotates(incoming: Pick<Incoming, 'deployed'>): boolean {
  return isOn(incoming.deployed, 'shouldRotateConsumerKey') || isOn(incoming.deployed, 'shouldRotateConsumerSecret');
}
