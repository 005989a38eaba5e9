import type { FieldRow } from './row.js';

/** Fields of the plug-ins beside OAuth: mobile, push, notifications, SAML, canvas, by schema type. */
export const PLUGINS_FIELDS = {
  ExtlClntAppMobileSettings: [
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'isScreenLockEnabled', kind: 'boolean', required: true },
    { field: 'label', kind: 'string' },
  ],
  ExtlClntAppMobileConfigurablePolicies: [
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'label', kind: 'string' },
    { field: 'screenLockTimeout', kind: 'ScreenLockTimeout', required: true },
  ],
  ExtlClntAppPushSettings: [
    { field: 'androidPushConfig', kind: 'ExtlClntAppAndroidPushConfig' },
    { field: 'applePushConfig', kind: 'ExtlClntAppApplePushConfig' },
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'label', kind: 'string' },
    { field: 'pushConfigLink', kind: 'string', serverOwned: true },
    { field: 'pushServiceType', kind: 'PushServiceType', required: true },
  ],
  ExtlClntAppApplePushConfig: [
    { field: 'applicationBundle', kind: 'string' },
    { field: 'certificate', kind: 'string' },
    { field: 'environment', kind: 'ApplePushEnvironmentType', required: true },
    { field: 'keyIdentifier', kind: 'string' },
    { field: 'password', kind: 'string', secret: true },
    { field: 'signingKey', kind: 'string', secret: true },
    { field: 'teamIdentifier', kind: 'string' },
  ],
  ExtlClntAppAndroidPushConfig: [
    { field: 'fcmProject', kind: 'string', required: true },
    { field: 'serviceAccount', kind: 'string', required: true, secret: true },
  ],
  ExtlClntAppPushConfigurablePolicies: [
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'isFullContent', kind: 'boolean', required: true },
    { field: 'label', kind: 'string' },
  ],
  ExtlClntAppNotificationSettings: [
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'label', kind: 'string', requiredUntil: 60 },
    { field: 'notificationTypes', kind: 'ExtlClntAppNotificationType', list: true },
  ],
  ExtlClntAppNotificationType: [
    { field: 'notificationType', kind: 'string', required: true },
    { field: 'pushByDefault', kind: 'boolean', since: 62 },
  ],
  ExtlClntAppSamlConfigurablePolicies: [
    { field: 'acsUrl', kind: 'string', required: true },
    { field: 'certificate', kind: 'string', compare: 'certificate' },
    { field: 'commaSeparatedPermissionSet', kind: 'string', compare: 'set' },
    { field: 'commaSeparatedProfile', kind: 'string', compare: 'set' },
    { field: 'customAttributes', kind: 'ExtlClntAppSamlConfigurablePoliciesAttribute', list: true },
    { field: 'encryptionCertificate', kind: 'string', compare: 'certificate' },
    { field: 'encryptionType', kind: 'ExtlClntAppSamlEncryptType' },
    { field: 'entityUrl', kind: 'string', required: true },
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'issuer', kind: 'string' },
    { field: 'label', kind: 'string' },
    { field: 'nameIdFormat', kind: 'ExtlClntAppNameIdFormatType' },
    { field: 'signingAlgorithmType', kind: 'ExtlClntAppSamlSignAlgoType' },
    { field: 'singleLogoutBindingType', kind: 'ExtlClntAppSamlBindingType' },
    { field: 'singleLogoutUrl', kind: 'string' },
    { field: 'startUrl', kind: 'string', until: 63 },
    { field: 'subjectCustomAttribute', kind: 'string' },
    { field: 'subjectType', kind: 'ExtlClntAppSamlSubjectType' },
  ],
  ExtlClntAppSamlConfigurablePoliciesAttribute: [
    { field: 'formula', kind: 'string', required: true },
    { field: 'key', kind: 'string', required: true },
  ],
  ExtlClntAppCanvasSettings: [
    { field: 'accessMethod', kind: 'AccessMethod' },
    { field: 'canvasLocationOptions', kind: 'CanvasLocationOptions', list: true },
    { field: 'canvasOptions', kind: 'CanvasOptions', list: true },
    { field: 'canvasUrl', kind: 'string', required: true },
    { field: 'externalClientApplication', kind: 'string', required: true },
    { field: 'label', kind: 'string' },
    { field: 'lifeCycleHandler', kind: 'string' },
    { field: 'samlInitiationMethod', kind: 'SamlInitiationMethod' },
  ],
} as const satisfies Record<string, readonly FieldRow[]>;
