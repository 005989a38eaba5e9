import '../../templates/metadata/_elements.hbs';
import renderExternalClientAppSettings from '../../templates/metadata/ExternalClientAppSettings.hbs';
import renderExternalClientApplication from '../../templates/metadata/ExternalClientApplication.hbs';
import renderExtlClntAppGlobalOauthSettings from '../../templates/metadata/ExtlClntAppGlobalOauthSettings.hbs';
import renderExtlClntAppOauthSettings from '../../templates/metadata/ExtlClntAppOauthSettings.hbs';
import renderExtlClntAppOauthSecuritySettings from '../../templates/metadata/ExtlClntAppOauthSecuritySettings.hbs';
import renderExtlClntAppMobileSettings from '../../templates/metadata/ExtlClntAppMobileSettings.hbs';
import renderExtlClntAppPushSettings from '../../templates/metadata/ExtlClntAppPushSettings.hbs';
import renderExtlClntAppNotificationSettings from '../../templates/metadata/ExtlClntAppNotificationSettings.hbs';
import renderExtlClntAppCanvasSettings from '../../templates/metadata/ExtlClntAppCanvasSettings.hbs';
import renderExtlClntAppConfigurablePolicies from '../../templates/metadata/ExtlClntAppConfigurablePolicies.hbs';
import renderExtlClntAppOauthConfigurablePolicies from '../../templates/metadata/ExtlClntAppOauthConfigurablePolicies.hbs';
import renderExtlClntAppMobileConfigurablePolicies from '../../templates/metadata/ExtlClntAppMobileConfigurablePolicies.hbs';
import renderExtlClntAppPushConfigurablePolicies from '../../templates/metadata/ExtlClntAppPushConfigurablePolicies.hbs';
import renderExtlClntAppSamlConfigurablePolicies from '../../templates/metadata/ExtlClntAppSamlConfigurablePolicies.hbs';
import renderExternalCredential from '../../templates/metadata/ExternalCredential.hbs';
import renderNamedCredential from '../../templates/metadata/NamedCredential.hbs';
import renderPermissionSet from '../../templates/metadata/PermissionSet.hbs';
import renderPackage from '../../templates/metadata/package.hbs';

/** What a template of a metadata type shows: elements in order, texts escaped, indentation in place. */
export interface TemplateElement {
  readonly name: string;
  readonly indent: string;
  readonly isGroup: boolean;
  readonly text: string;
  readonly elements: readonly TemplateElement[];
}

/** Template of each metadata type, by its root element. */
export const TEMPLATES: Readonly<
  Record<string, (context: { readonly elements: readonly TemplateElement[] }) => string>
> = {
  ExternalClientAppSettings: renderExternalClientAppSettings,
  ExternalClientApplication: renderExternalClientApplication,
  ExtlClntAppGlobalOauthSettings: renderExtlClntAppGlobalOauthSettings,
  ExtlClntAppOauthSettings: renderExtlClntAppOauthSettings,
  ExtlClntAppOauthSecuritySettings: renderExtlClntAppOauthSecuritySettings,
  ExtlClntAppMobileSettings: renderExtlClntAppMobileSettings,
  ExtlClntAppPushSettings: renderExtlClntAppPushSettings,
  ExtlClntAppNotificationSettings: renderExtlClntAppNotificationSettings,
  ExtlClntAppCanvasSettings: renderExtlClntAppCanvasSettings,
  ExtlClntAppConfigurablePolicies: renderExtlClntAppConfigurablePolicies,
  ExtlClntAppOauthConfigurablePolicies: renderExtlClntAppOauthConfigurablePolicies,
  ExtlClntAppMobileConfigurablePolicies: renderExtlClntAppMobileConfigurablePolicies,
  ExtlClntAppPushConfigurablePolicies: renderExtlClntAppPushConfigurablePolicies,
  ExtlClntAppSamlConfigurablePolicies: renderExtlClntAppSamlConfigurablePolicies,
  ExternalCredential: renderExternalCredential,
  NamedCredential: renderNamedCredential,
  PermissionSet: renderPermissionSet,
};

/** Template of package.xml. */
export const MANIFEST_TEMPLATE: (context: {
  readonly types: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly version: string;
}) => string = renderPackage;
