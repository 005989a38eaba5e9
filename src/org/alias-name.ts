/**
 * Tells whether a text can be an alias of `sf`: one with an @ would take the place of the org of that username, and `sf` sets
 * none with spaces or =.
 */
export function isAliasName(text: string): boolean {
  return /^(?!-)[^\s@=\p{C}]+$/u.test(text);
}
