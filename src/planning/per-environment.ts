import { compose } from '../compose/compose.js';
import type { ResolvedConfig } from '../config/model.js';
import { sameValue } from '../metadata/compare.js';
import type { FieldValue, WantedComponent } from '../metadata/component.js';
import type { OpenField } from '../metadata/open-field.js';
import { escapeText } from '../metadata/xml.js';

/** A config with one environment laid over it. */
export interface NamedConfig {
  readonly environment: string;
  readonly config: ResolvedConfig;
}

/** The fields of source that no file can hold for all orgs. */
export interface PerEnvironment {
  readonly fields: readonly OpenField[];
  /** Differences that no replacement of a text can make. */
  readonly warnings: readonly string[];
}

const USER = 'clientCredentialsFlowUser';

const upperCase = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase();

/** Names the variable of a field. Names of apps differ without case, so that no two fields share a variable. */
function variableOf({ app, type, fullName }: WantedComponent, field: string): string {
  const owner = (app === '' ? fullName : app).toUpperCase();
  if (field === USER) return `${owner}_RUN_AS_USER`;
  const part = type === 'ExternalClientApplication' ? [] : [upperCase(type.replace(/^ExtlClntApp/, ''))];
  return [owner, ...part, upperCase(field)].join('_');
}

type Side = readonly [environment: string | undefined, value: FieldValue | undefined];

/** Gives a value as it has to stand between the tags of its element; undefined for what is no single text. */
function textOf(value: FieldValue | undefined): string | undefined {
  const isSingle = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isSingle ? escapeText(String(value)) : undefined;
}

/** Tells whether some environment has another value than the base config. */
function differs(component: WantedComponent, field: string, sides: readonly Side[]): boolean {
  const [, base] = sides[0] ?? [];
  return sides.some(([, value]) =>
    value === undefined || base === undefined ? value !== base : !sameValue(component.type, field, base, value),
  );
}

function judge(component: WantedComponent, field: string, sides: readonly Side[]): PerEnvironment {
  const { type, fullName } = component;
  const values = sides.flatMap(([environment, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [{ environment, value: text }];
  });
  if (values.length < sides.length) {
    const odd = sides.filter(([, value]) => textOf(value) === undefined).map(([name]) => name ?? 'the base config');
    const warning = `${field} of ${type} ${fullName} is not one text in each environment (not in ${odd.join(', ')}), so no replacement can make the difference; deploy it with eca there.`;
    return { fields: [], warnings: [warning] };
  }
  const variable = variableOf(component, field);
  return { fields: [{ type, fullName, field, variable, token: `__${variable}__`, values }], warnings: [] };
}

/**
 * Finds the fields whose value depends on the environment: the run-as user always, and whatever an environment of the
 * config changes.
 */
export function perEnvironment(
  wanted: readonly WantedComponent[],
  environments: readonly NamedConfig[],
): PerEnvironment {
  const others = environments.map(({ environment, config }) => ({ environment, components: compose(config) }));
  const found = wanted.flatMap((component) => {
    const same = others.flatMap(({ environment, components }) => {
      const twin = components.find(({ type, fullName }) => type === component.type && fullName === component.fullName);
      return twin === undefined ? [] : [{ environment, fields: twin.fields }];
    });
    const names = new Set([component, ...same].flatMap(({ fields }) => Object.keys(fields)));
    return [...names].sort().flatMap((field): PerEnvironment[] => {
      const sides: Side[] = [
        [undefined, component.fields[field]],
        ...same.map(({ environment, fields }): Side => [environment, fields[field]]),
      ];
      const isOpen = field === USER || differs(component, field, sides);
      return isOpen ? [judge(component, field, sides)] : [];
    });
  });
  return { fields: found.flatMap(({ fields }) => fields), warnings: found.flatMap(({ warnings }) => warnings) };
}
