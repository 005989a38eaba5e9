import { composeConsumingSides, layOverFound } from '../compose/named-credential.js';
import { consumingCandidates, type ConsumingCandidate, type FoundConsuming } from '../compose/take-over-consuming.js';
import type { TakenOver } from '../compose/take-over.js';
import { APP_KEYS } from '../config/rows/app.js';
import { NAMED_CREDENTIAL } from '../config/rows/named-credential.js';
import type { FieldValue, MetadataComponent } from '../metadata/component.js';
import { partOf } from '../metadata/parts.js';
import type { PlainMap } from '../plain-data.js';
import { show } from '../problem.js';
import { diff } from '../planning/diff.js';

/**
 * Adds to apps that were taken over the Named Credentials that use them. One that the config cannot say exactly is left out
 * and named, with the value that it has: the plan after the import is empty, of the calling side too.
 *
 * @param components - The apps as they were found, with the consumer keys that tell whose a principal is.
 */
export function withConsuming(
  taken: TakenOver,
  components: readonly MetadataComponent[],
  found: FoundConsuming | undefined,
): TakenOver {
  const candidates = found === undefined ? [] : consumingCandidates(found);
  if (found === undefined || candidates.length === 0) return taken;
  const notes: string[] = [];
  const byApp = new Map<string, ConsumingCandidate>();
  for (const candidate of candidates) {
    const { name } = candidate.config;
    // Of several in source nothing tells which of them are for the org of the apps.
    const isOne = found.tokenEndpoint !== undefined || candidates.length === 1;
    const app = isOne ? appOfCandidate(candidate, taken, components) : undefined;
    const reason = app === undefined ? UNDECIDED : byApp.get(app) === undefined ? unsaid(candidate, found) : ONLY_ONE;
    if (app === undefined || reason !== undefined) {
      const shares = candidates.filter(({ config }) => config.name === name).length > 1;
      const which = shares ? `${name} for the principal ${candidate.config.principal ?? DEFAULT_PRINCIPAL}` : name;
      notes.push(
        `Not taken over: NamedCredential ${which}, which calls ${show(candidate.config.url)}: ${reason ?? ''}`,
      );
      continue;
    }
    byApp.set(app, candidate);
    notes.push(...candidate.notes, ...endpointNotes(app, candidate, found));
  }
  const apps = Object.entries(taken.written.apps).map(([name, app]) => {
    const candidate = byApp.get(name);
    return [name, candidate === undefined ? app : withKey(app, candidate.config)] as const;
  });
  return {
    ...taken,
    written: { ...taken.written, apps: Object.fromEntries(apps) },
    notes: [...taken.notes, ...notes],
  };
}

const DEFAULT_PRINCIPAL = String(NAMED_CREDENTIAL.keys.principal?.default);
const UNDECIDED = 'nothing tells which app it uses; write namedCredential of that app by hand.';
const ONLY_ONE = 'an app of the config has one namedCredential, and another one was taken.';

/** Keys are kept in the order in which the reference lists them. */
function withKey(app: PlainMap, namedCredential: unknown): PlainMap {
  const all: PlainMap = { ...app, namedCredential };
  return Object.fromEntries(APP_KEYS.flatMap((key) => (all[key] === undefined ? [] : [[key, all[key]]])));
}

/** Finds the app by the consumer key that the principal holds; where no key is known, the only app that it can be. */
function appOfCandidate(
  { consumerKey }: ConsumingCandidate,
  { written }: TakenOver,
  components: readonly MetadataComponent[],
): string | undefined {
  const names = Object.entries(written.apps)
    .filter(([, app]) => app.clientCredentials !== false && app.role !== 'subscriber')
    .map(([name]) => name);
  const keyOf = (name: string): FieldValue | undefined =>
    partOf(name, 'ExtlClntAppGlobalOauthSettings', components)?.fields.consumerKey;
  if (consumerKey !== undefined) return names.find((name) => keyOf(name) === consumerKey);
  return names.length === 1 ? names[0] : undefined;
}

/** Says what the config would change of a Named Credential that it was made from; undefined when nothing. */
function unsaid({ config, tokenEndpoint }: ConsumingCandidate, { components }: FoundConsuming): string | undefined {
  const wanted = composeConsumingSides([{ name: config.name, namedCredential: config }], tokenEndpoint);
  const { changes } = diff(layOverFound(wanted, components), components);
  if (changes.length === 0) return undefined;
  const differences = changes.flatMap(({ type, fullName, fields }) =>
    fields.map(
      ({ path, from, to }) => `${path} of ${type} ${fullName} is ${spell(from)}, and a config says ${spell(to)}`,
    ),
  );
  return `${differences.join('; ')}.`;
}

const spell = (value: FieldValue | undefined): string => (value === undefined ? 'not there' : show(value));

function endpointNotes(app: string, { tokenEndpoint, config }: ConsumingCandidate, found: FoundConsuming): string[] {
  if (found.tokenEndpoint !== undefined) return [];
  return [
    `${app}: the External Credential of ${config.name} gets tokens at ${tokenEndpoint}; a deploy writes the endpoint of the org that has the app.`,
  ];
}
