import type { MetadataComponent } from './component.js';
import { partOf } from './parts.js';
import { METADATA_TYPES } from './types.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

/** Types of the parts that every app has, without the app itself. */
export const EVERY_PART: readonly string[] = METADATA_TYPES.filter(
  ({ role, everyApp }) => role === 'part' && everyApp === true,
).map(({ name }) => name);

/** Finds the parts that every app has and that one of an org has lost, as in a refresh. None where the app is not there. */
export function lostPartsOf(app: string, found: readonly MetadataComponent[]): readonly string[] {
  if (partOf(app, 'ExternalClientApplication', found) === undefined) return [];
  return EVERY_PART.filter((type) => partOf(app, type, found) === undefined);
}

/** Says which parts of an app are missing, for everyone alike. */
export function sayLost(app: string, types: readonly string[]): string {
  return `"${app}" exists in the org without ${types.join(', ')}`;
}

/** Says what to do about parts that are missing: key and secret live in the global OAuth settings. */
export function repairAdvice(types: readonly string[]): string {
  const them = types.length === 1 ? 'it' : 'them';
  return types.includes(GLOBAL)
    ? `The app has no OAuth settings any more, as after a refresh: \`eca deploy\` creates ${them} again. Key and secret will be new, and whoever uses the old ones needs them.`
    : `\`eca deploy\` creates ${them} again; key and secret stay.`;
}
