import type { ResolvedConfig } from '../config/model.js';
import type { MetadataComponent } from '../metadata/component.js';
import { appOf } from '../metadata/parts.js';
import type { Plan } from '../planning/plan.js';
import { suppliedPair } from '../project/supplied-pair.js';
import type { Variables } from '../plain-data.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

/**
 * Gives the components of a plan as they are sent: where an app's settings are created and the config supplies key and
 * secret, with both in them. They stand nowhere else, so that plans, journals and source never hold them.
 *
 * @throws ConfigInvalidError when a variable is not set.
 */
export function withSuppliedPairs(
  { components, changes }: Plan,
  { apps }: ResolvedConfig,
  env: Variables,
): readonly MetadataComponent[] {
  const created = new Set(changes.filter(({ action }) => action === 'create').map(({ type, app }) => `${type} ${app}`));
  return components.map((component) => {
    const app = apps.find(({ name, role }) => role === 'owner' && name === appOf(component));
    if (component.type !== GLOBAL || app === undefined || !created.has(`${GLOBAL} ${app.name}`)) return component;
    const pair = suppliedPair(app, env);
    return pair === undefined ? component : { ...component, fields: { ...component.fields, ...pair } };
  });
}
