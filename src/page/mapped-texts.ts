/**
 * Gives a copy of a value in which every text was changed.
 *
 * @param change - Told the text, and the nearest key above it; empty where there is none.
 */
export function mappedTexts<T>(value: T, change: (text: string, key: string) => string): T {
  return mapped(value, change, '') as T;
}

function mapped(value: unknown, change: (text: string, key: string) => string, key: string): unknown {
  if (typeof value === 'string') return change(value, key);
  if (Array.isArray(value)) return value.map((each) => mapped(each, change, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapped(inner, change, name)]));
}
