import type { ResolvedConfig } from '../config/model.js';
import type { MetadataComponent } from '../metadata/component.js';
import { partOf } from '../metadata/parts.js';
import { suppliedKey } from '../project/supplied-pair.js';
import type { Variables } from '../plain-data.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

/** Says of each app with supplied credentials whether a deploy gives them to the org, or the org has others. */
export function suppliedNotes(
  config: ResolvedConfig,
  found: readonly MetadataComponent[],
  env: Variables,
): readonly string[] {
  return config.apps.flatMap((app) => {
    if (app.credentials === undefined || app.role !== 'owner') return [];
    const existing = partOf(app.name, GLOBAL, found);
    if (existing === undefined) {
      return [
        `${app.name} is created with the key and secret that \`credentials\` of the config supplies; they are not shown.`,
      ];
    }
    const key = existing.fields.consumerKey;
    const supplied = suppliedKey(app, env);
    const isOther = typeof key === 'string' && key !== '' && supplied !== undefined && supplied !== key;
    return isOther ? [otherKey(app.name, key)] : [];
  });
}

/** An org takes a key when it creates an app, and ignores one for an app that is there. */
function otherKey(app: string, key: string): string {
  return `${app} has the consumer key ${key} in the org, and apps.${app}.credentials supplies another one, which an org ignores for an app that is there. To use it, run \`eca destroy --app ${app}\` and deploy again: consumers of the key in use stop to work. To keep the key in use, supply it and its secret, or remove apps.${app}.credentials.`;
}
