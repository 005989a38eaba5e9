import type { Fields, MetadataComponent, WantedComponent } from '../../../src/metadata/component.js';

export const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
export const SETTINGS = 'ExtlClntAppOauthSettings';
export const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';
export const PLUGINS = 'ExtlClntAppConfigurablePolicies';
export const APP = 'ExternalClientApplication';

/** A part of an app as the org holds it. */
export function part(type: string, fullName: string, owner: string, fields: Fields = {}): MetadataComponent {
  return { type, fullName, fields: { externalClientApplication: owner, ...fields } };
}

/** An app as the org holds it. */
export function application(fullName: string, fields: Fields = {}): MetadataComponent {
  return { type: APP, fullName, fields: { label: fullName.replaceAll('_', ' '), ...fields } };
}

/** Turns a component into one that a config asks for. Default: every field but the owner is managed. */
export function wanted(component: MetadataComponent, options: Partial<WantedComponent> = {}): WantedComponent {
  const names = Object.keys(component.fields).filter((name) => name !== 'externalClientApplication');
  const owner = component.fields['externalClientApplication'];
  return {
    ...component,
    app: typeof owner === 'string' ? owner : component.fullName,
    managed: names,
    named: false,
    ...options,
  };
}
