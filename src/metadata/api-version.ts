/** Oldest API version that this tool supports: the first one whose client credentials fields have their present names. */
export const OLDEST_API_VERSION = 60;

/** Newest API version whose schema this tool knows. */
export const NEWEST_API_VERSION = 68;

/** Gives the number of an API version such as `66.0`. */
export function versionNumber(apiVersion: string): number {
  return Number.parseInt(apiVersion, 10);
}

/** A span of API versions. */
export interface VersionSpan {
  readonly since: number;
  /** Default: still there. */
  readonly until?: number | undefined;
}

/** Tells whether a span of API versions includes one. */
export function includesVersion(span: VersionSpan, version: number): boolean {
  return version >= span.since && version <= (span.until ?? Number.POSITIVE_INFINITY);
}

/** Puts a span of API versions into words, such as `61.0 to 63.0` or `67.0 and later`. */
export function spellVersions({ since, until }: VersionSpan): string {
  if (until === undefined) return `${since}.0 and later`;
  return since === until ? `${since}.0 only` : `${since}.0 to ${until}.0`;
}
