/** Gives a username with the environment's suffix, unless it ends with it already. */
export function withSuffix(username: string, suffix: string): string {
  return username.toLowerCase().endsWith(suffix.toLowerCase()) ? username : `${username}${suffix}`;
}
