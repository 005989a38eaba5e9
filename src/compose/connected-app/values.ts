import { LONGEST } from '../../config/rules/names.js';
import { ENUMS } from '../../metadata/fields/enums.js';
import { SCOPES } from '../../metadata/scopes.js';
import type { Converted, ConnectedAppValue, SaysField } from './row.js';

const textsIn = (value: ConnectedAppValue): readonly string[] => (typeof value === 'object' ? value : [textIn(value)]);

const textIn = (value: ConnectedAppValue): string => (typeof value === 'object' ? value.join(', ') : String(value));

/** Takes a value that is one of some words, in whatever case it is written. */
export function oneOf(words: readonly string[]): (value: ConnectedAppValue) => Converted {
  return (value) => {
    const found = words.find((word) => word.toLowerCase() === textIn(value).toLowerCase());
    return found === undefined ? { values: [], left: textIn(value) } : { values: [found] };
  };
}

/** Takes a value of an enum of the External Client App. */
export function ofEnum(name: keyof typeof ENUMS): (value: ConnectedAppValue) => Converted {
  return oneOf(ENUMS[name].map((entry) => (typeof entry === 'string' ? entry : entry.value)));
}

/** Takes a list of values of an enum, or a text that holds such a list. */
export function listOfEnum(name: keyof typeof ENUMS): (value: ConnectedAppValue) => Converted {
  const one = ofEnum(name);
  return (value) => {
    const words = textsIn(value).flatMap((text) => text.split(/[,;\s]+/).filter((word) => word !== ''));
    const each = words.map((word) => one(word));
    const left = each.flatMap((converted) => converted.left ?? []);
    return {
      values: [each.flatMap(({ values }) => values.filter((found) => typeof found === 'string'))],
      left: left.length === 0 ? undefined : left.join(', '),
    };
  };
}

/** Joins names by commas, at every place; a name that holds one would become two. */
export function joinedNames(value: ConnectedAppValue): Converted {
  const names = textsIn(value);
  const [good, bad] = [names.filter((name) => !name.includes(',')), names.filter((name) => name.includes(','))];
  const joined = good.length === 0 ? undefined : [...new Set(good)].join(', ');
  return { values: [joined, joined], left: bad.length === 0 ? undefined : bad.join(' and ') };
}

/** Names of scopes that are others in an External Client App. */
const SCOPE_NAMES: Readonly<Record<string, string>> = { SFAP: 'SFApiPlatform' };
const known = new Set(SCOPES.map(({ metadata }) => metadata));

/** Joins scopes; those that no External Client App has are left. */
export function joinedScopes(value: ConnectedAppValue): Converted {
  const names = [...new Set(textsIn(value).map((name) => SCOPE_NAMES[name] ?? name))];
  const left = names.filter((name) => !known.has(name));
  const taken = names.filter((name) => known.has(name));
  return {
    values: [taken.length === 0 ? undefined : taken.join(', ')],
    left: left.length === 0 ? undefined : left.join(', '),
  };
}

const UNITS: Readonly<Record<string, string>> = { DAYS: 'Days', HOURS: 'Hours', MONTHS: 'Months' };

/** Takes `infinite`, `zero`, `specific_lifetime:N:UNIT` or `specific_inactivity:N:UNIT` apart. */
export function refreshTokenPolicy(value: ConnectedAppValue): Converted {
  const text = textIn(value).trim();
  const word = text.toLowerCase();
  if (word === 'infinite') return { values: ['Infinite'] };
  if (word === 'zero') return { values: ['Zero'] };
  const [, kind, count, unit] = /^specific_(lifetime|inactivity):(\d{1,9}):(\w+)$/i.exec(text) ?? [];
  const spelled = UNITS[unit?.toUpperCase() ?? ''];
  if (kind === undefined || spelled === undefined) return { values: [], left: text };
  const type = kind.toLowerCase() === 'lifetime' ? 'SpecificLifetime' : 'SpecificInactivity';
  return { values: [type, Number(count), spelled] };
}

/** A switch for the flow is worth nothing without the user that tokens act as. */
export function clientCredentials(value: ConnectedAppValue, says: SaysField): Converted {
  const isOn = value === true;
  if (isOn && !says('oauthConfig.oauthClientCredentialUser')) return { values: [false, false], left: 'true' };
  return { values: [isOn, isOn] };
}

/** Shortens a label to what an External Client App takes. */
export function shortLabel(value: ConnectedAppValue): Converted {
  const label = textIn(value);
  if (label.length <= LONGEST) return { values: [label] };
  return { values: [`${label.slice(0, LONGEST - 1).trimEnd()}…`], left: label };
}
