/** Where the knowledge of a behaviour comes from. */
export const SOURCES = {
  schema: 'the published WSDLs and the types made from them',
  'metadata-guide': 'Metadata API Developer Guide',
  'rest-guide': 'REST API Developer Guide',
  'connect-guide': 'Connect REST API Developer Guide',
  'tooling-guide': 'Tooling API guide',
  'object-reference': 'Object Reference for the Salesforce Platform',
  'soql-guide': 'SOQL and SOSL Reference',
  help: 'Salesforce Help',
  files: 'files that several orgs wrote in a retrieve',
  programs: 'programs that Salesforce publishes: its CLI, its libraries, its own tool for apps',
  recorded: 'answers of orgs that others recorded, 2014 to 2026',
  reports: 'reports of practitioners',
  none: 'no source: the local org had to decide',
  own: 'of the local org alone',
} as const;

/** Name of one of the {@link SOURCES}. */
export type Source = keyof typeof SOURCES;

/** Sources that make a behaviour certain. */
export type CertainSource = Exclude<Source, 'reports' | 'none' | 'own'>;

/** How sure a behaviour is, and what shows it. */
export interface Evidence {
  /** Such as `certain`, or `certain, wording assumed`; two marks with a slash belong to two halves of a sentence. */
  readonly mark: string;
  readonly sources: readonly Source[];
  /** `FILE: TITLE` of a test of the local org, or `recorded: NAME` of a recorded answer. */
  readonly test: string;
}

/** A behaviour of the local org. */
export interface Behaviour extends Evidence {
  readonly behaviour: string;
}

/** Behaviours of one kind. */
export interface BehaviourGroup {
  readonly title: string;
  readonly behaviours: readonly Behaviour[];
}

const evidence =
  (mark: string, source: Source) =>
  (test: string): Evidence => ({ mark, sources: [source], test });

/** Makes the evidence of what is published or recorded; nothing is certain without saying which. */
export const certain = (test: string, ...sources: readonly [CertainSource, ...Source[]]): Evidence => ({
  mark: 'certain',
  sources,
  test,
});
/** Makes the evidence of what practitioners saw. */
export const reported = evidence('reported', 'reports');
/** Makes the evidence of what the local org had to decide. */
export const assumed = evidence('assumed', 'none');
/** Makes the evidence of what real orgs do not have. */
export const ownOnly = evidence('of the local org alone', 'own');
