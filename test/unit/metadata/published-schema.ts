import schema from '../../fixtures/metadata/published-schema.json' with { type: 'json' };

type History<T> = Readonly<Record<string, Readonly<Record<string, T | null>>>>;

const types: History<Readonly<Record<string, string>>> = schema.types;
const enums: History<readonly string[]> = schema.enums;

/** Takes from each history what stood at one version. */
function at<T>(history: History<T>, version: number): Record<string, T> {
  return Object.fromEntries(
    Object.entries(history).flatMap(([name, changes]) => {
      const last = Object.keys(changes).filter((since) => Number(since) <= version);
      const standing = changes[last.at(-1) ?? ''];
      return standing === undefined || standing === null ? [] : [[name, standing]];
    }),
  );
}

/** API versions that the extract covers. */
export const PUBLISHED_VERSIONS: readonly number[] = schema.versions;

/** Fields of each type and group in one API version: name to `kind minOccurs..maxOccurs`. */
export const publishedTypes = (version: number): Record<string, Readonly<Record<string, string>>> => at(types, version);

/** Values of each enum in one API version. */
export const publishedEnums = (version: number): Record<string, readonly string[]> => at(enums, version);
