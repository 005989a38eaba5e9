import { alike, APP, CANVAS, type MappingRow, OAUTH, OAUTH_POLICIES, POLICIES, SAML } from './row.js';
import { joinedNames, listOfEnum, ofEnum, shortLabel } from './values.js';

const MOBILE =
  'Publish the mobile app by its store or your device management: an External Client App holds no binaries.';
const COMMA = 'A name that holds a comma cannot stand in a list: rename the permission set or profile.';

/** Fields of the Connected App itself. */
export const APP_ROWS: readonly MappingRow[] = [
  {
    from: 'label',
    kind: 'text',
    to: [`${APP}.label`],
    how: 'shortened to 80 characters',
    instead: 'A label of an External Client App has 80 characters at most: this one was shortened.',
    convert: shortLabel,
  },
  ...alike('', 'text', APP, ['contactEmail', 'contactPhone', 'description', 'iconUrl', 'infoUrl', 'logoUrl']),
  {
    from: 'startUrl',
    kind: 'text',
    to: [`${POLICIES}.startUrl`, `${POLICIES}.startPage`],
    how: 'with the start page `Custom`',
    convert: (value) => ({ values: [String(value), 'Custom'] }),
  },
  {
    from: 'mobileStartUrl',
    kind: 'text',
    to: [],
    instead: 'Let the page behind startUrl tell phones apart: an External Client App has one start page.',
  },
  {
    from: 'plugin',
    kind: 'text',
    to: [`${OAUTH_POLICIES}.apexHandler`],
    how: 'the Apex class; whom it runs as goes into `executeHandlerAs`, which a Connected App does not tell',
  },
  {
    from: 'permissionSetName',
    kind: 'texts',
    to: [`${OAUTH_POLICIES}.commaSeparatedPermissionSet`, `${SAML}.commaSeparatedPermissionSet`],
    how: 'joined by commas',
    instead: COMMA,
    convert: joinedNames,
  },
  {
    from: 'profileName',
    kind: 'texts',
    to: [`${OAUTH_POLICIES}.commaSeparatedProfile`, `${SAML}.commaSeparatedProfile`],
    how: 'joined by commas',
    instead: COMMA,
    convert: joinedNames,
  },
];

/** Lists and policies that stand beside OAuth in a Connected App. */
export const LIST_ROWS: readonly MappingRow[] = [
  ...['formula', 'key'].map((name): MappingRow => ({
    from: `attributes.${name}`,
    kind: 'text',
    to: [`${OAUTH}.customAttributes.${name}`, `${SAML}.customAttributes.${name}`],
  })),
  { from: 'ipRanges.description', kind: 'text', to: [`${OAUTH}.trustedIpRanges.description`] },
  { from: 'ipRanges.end', kind: 'text', to: [`${OAUTH}.trustedIpRanges.endIpAddress`] },
  { from: 'ipRanges.start', kind: 'text', to: [`${OAUTH}.trustedIpRanges.startIpAddress`] },
  {
    from: 'sessionPolicy.policyAction',
    kind: 'text',
    to: [`${OAUTH_POLICIES}.policyAction`],
    instead: 'Choose one of the values of policyAction of ExtlClntAppOauthConfigurablePolicies.',
    convert: ofEnum('PolicyAction'),
  },
  {
    from: 'sessionPolicy.sessionLevel',
    kind: 'text',
    to: [`${OAUTH_POLICIES}.requiredSessionLevel`],
    instead: 'Choose one of the values of requiredSessionLevel of ExtlClntAppOauthConfigurablePolicies.',
    convert: ofEnum('SessionSecurityLevel'),
  },
  { from: 'sessionPolicy.sessionTimeout', kind: 'number', to: [`${OAUTH_POLICIES}.sessionTimeoutInMinutes`] },
];

const CANVAS_WORDS = 'Choose one of the values that the field has; `eca fields ExtlClntAppCanvasSettings` lists them.';

function canvasRow(from: string, to: string, convert?: MappingRow['convert']): MappingRow {
  const kind = from.startsWith('canvasConfig.') && /locations$|options$/.test(from) ? 'texts' : 'text';
  const instead = convert === undefined ? undefined : CANVAS_WORDS;
  return { from, kind, to: [`${CANVAS}.${to}`], instead, convert };
}

/** Canvas, in both of the forms that a Connected App has had, and the mobile app. */
export const PLUGIN_ROWS: readonly MappingRow[] = [
  canvasRow('canvasConfig.accessMethod', 'accessMethod', ofEnum('AccessMethod')),
  canvasRow('canvasConfig.canvasUrl', 'canvasUrl'),
  canvasRow('canvasConfig.lifecycleClass', 'lifeCycleHandler'),
  canvasRow('canvasConfig.locations', 'canvasLocationOptions', listOfEnum('CanvasLocationOptions')),
  canvasRow('canvasConfig.options', 'canvasOptions', listOfEnum('CanvasOptions')),
  canvasRow('canvasConfig.samlInitiationMethod', 'samlInitiationMethod', ofEnum('SamlInitiationMethod')),
  canvasRow('canvas.accessMethod', 'accessMethod', ofEnum('AccessMethod')),
  canvasRow('canvas.canvasOptions', 'canvasOptions', listOfEnum('CanvasOptions')),
  canvasRow('canvas.canvasUrl', 'canvasUrl'),
  canvasRow('canvas.lifecycleClass', 'lifeCycleHandler'),
  canvasRow('canvas.locationOptions', 'canvasLocationOptions', listOfEnum('CanvasLocationOptions')),
  canvasRow('canvas.samlInitiationMethod', 'samlInitiationMethod', ofEnum('SamlInitiationMethod')),
  ...[
    ...['applicationBinaryFile', 'applicationBinaryFileName', 'applicationBundleIdentifier', 'applicationFileLength'],
    ...['applicationIconFile', 'applicationIconFileName', 'applicationInstallUrl', 'devicePlatform', 'deviceType'],
    ...['minimumOsVersion', 'privateApp', 'version'],
  ].map((name): MappingRow => ({ from: `mobileAppConfig.${name}`, kind: 'text', to: [], instead: MOBILE })),
];
