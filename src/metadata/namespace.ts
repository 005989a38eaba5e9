/** A namespace before a name, with the two underscores that part them. It may have single underscores inside. */
const NAMESPACE = /^[A-Za-z](?:_?[A-Za-z0-9]){0,14}__/;

/** Gives an API name without the namespace that a package put before it. */
export function withoutNamespace(name: string): string {
  return name.replace(NAMESPACE, '');
}
