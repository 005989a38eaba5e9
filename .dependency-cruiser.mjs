/**
 * The rooms of src/, lowest first. A file imports from its own room and from rooms above it in this list, never from one
 * below: so there are no upward imports and no circles between rooms. Type-only imports count.
 */
export const ROOMS = [
  {
    name: 'nouns',
    path: '^src/(errors|internal-error|problem|problem-kinds|plain-data|secret|progress|foreign-text|shell-quote|wrapped)\\.ts$',
  },
  { name: 'page', path: '^src/page/' },
  { name: 'metadata', path: '^src/metadata/' },
  { name: 'config', path: '^src/config/' },
  { name: 'compose', path: '^src/compose/' },
  { name: 'pipelines', path: '^src/pipelines/' },
  { name: 'http', path: '^src/http/' },
  { name: 'work', path: '^src/(work|ending)\\.ts$' },
  { name: 'fleet', path: '^src/fleet/' },
  { name: 'oauth', path: '^src/oauth/' },
  { name: 'project', path: '^src/project/' },
  { name: 'org', path: '^src/org/' },
  { name: 'sending', path: '^src/sending/' },
  { name: 'planning', path: '^src/planning/' },
  { name: 'credentials', path: '^src/credentials/' },
  { name: 'handover', path: '^src/handover/' },
  { name: 'proof', path: '^src/proof/' },
  { name: 'doctor', path: '^src/doctor/' },
  { name: 'deployment', path: '^src/deployment/' },
  { name: 'refresh', path: '^src/refresh/' },
  { name: 'report', path: '^src/report/' },
  { name: 'verbs', path: '^src/verbs/' },
  { name: 'runs', path: '^src/runs/' },
  { name: 'library', path: '^src/library/' },
  { name: 'index', path: '^src/index\\.ts$' },
  { name: 'cli', path: '^src/cli/' },
];

/** The rooms of the local org, lowest first; the same rule holds among them. */
export const LOCAL_ORG_ROOMS = [
  ...['state', 'wire', 'soql', 'calls', 'users', 'apps', 'metadata', 'deploy', 'credentials', 'records'],
  ...['sandboxes', 'oauth', 'apex', 'rest', 'composite', 'soap', 'world', 'page', 'server'],
].map((name) => ({ name: `local-org/${name}`, path: `^src/local-org/${name}/` }));
LOCAL_ORG_ROOMS.push({ name: 'local-org', path: '^src/local-org/[a-z-]+\\.ts$' });

const PURE = ['nouns', 'page', 'metadata', 'config', 'compose', 'pipelines'];
const SALESFORCE = '(^|/)node_modules/@(salesforce|jsforce)/';
const pathsOf = (rooms) => rooms.map(({ path }) => path).join('|');

const downwards = (rooms) =>
  rooms.slice(0, -1).map(({ name, path }, index) => ({
    name: `${name}-imports-downwards`,
    comment: `The room "${name}" knows only itself and the rooms before it in its list.`,
    severity: 'error',
    from: { path },
    to: { path: pathsOf(rooms.slice(index + 1)) },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...downwards(ROOMS),
    ...downwards(LOCAL_ORG_ROOMS),
    {
      name: 'no-circle',
      comment: 'Inside a room a circle of type-only imports is harmless; one of values is not.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-rooms-touch-no-world',
      comment: 'Pure rooms return problems and values; they read no file, clock, environment or network.',
      severity: 'error',
      from: { path: pathsOf(ROOMS.filter(({ name }) => PURE.includes(name))) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'salesforce-libraries-in-org-only',
      comment: 'All of @salesforce/* and jsforce is behind the interface Org.',
      severity: 'error',
      from: { path: '^src/(?!org/)' },
      to: { path: SALESFORCE },
    },
    {
      name: 'local-org-stands-alone',
      comment:
        'One wrong belief must not pass on both sides: the local org shares no code with its clients but the look of pages.',
      severity: 'error',
      from: { path: '^src/local-org/' },
      to: { path: '^(src/(?!local-org/|page/)|templates/(?!local-org/|page/))' },
    },
    {
      name: 'local-org-uses-no-salesforce-library',
      severity: 'error',
      from: { path: '^src/local-org/' },
      to: { path: SALESFORCE },
    },
    {
      name: 'local-org-by-its-door',
      comment: 'Only the command line starts a local org, and by its entry alone.',
      severity: 'error',
      from: { path: '^src/(?!local-org/)' },
      to: { path: '^src/local-org/(?!index\\.ts$)' },
    },
    {
      name: 'only-the-command-line-knows-the-local-org',
      severity: 'error',
      from: { path: '^src/(?!local-org/|cli/)' },
      to: { path: '^src/local-org/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.json', '.hbs'] },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
