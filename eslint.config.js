import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Import patterns that name each edge of the architecture, as written from a file one folder below src/. */
const edges = ['project', 'org', 'oauth', 'cli', 'local-org'];
const edgePattern = (names) => ({
  regex: `^(\\.\\./)+(${names.join('|')})/`,
  message: 'Pure folders know no edge (DESIGN.md, "Walls").',
});
const outside = [
  { regex: '^node:', message: 'Pure folders read no disk, clock, environment or network.' },
  { regex: '^@salesforce/', message: '@salesforce/* is loaded in src/org only.' },
];
const wall = (files, patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } });

/** @param {string} outside - Pattern of what lies outside, as written from the files that the wall stands around. */
const insideLocalOrg = (outside) => [
  { regex: outside, message: 'The local org imports nothing else of ours.' },
  { regex: '^@salesforce/', message: 'The local org shares no code with the clients that it serves.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'force-app/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['bin/*.mjs', 'scripts/*.mjs', 'bench/*.mjs'] },
        tsconfigRootDir: root,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',
    },
  },
  { files: ['**/*.mjs', '**/*.js'], ...tseslint.configs.disableTypeChecked },
  { files: ['scripts/**', 'bench/**', 'bin/**', 'test/**'], rules: { 'no-console': 'off' } },
  wall(['src/config/**', 'src/metadata/**', 'src/diff/**'], [...outside, edgePattern(edges)]),
  wall(['src/oauth/**', 'src/project/**'], [outside[1], edgePattern(['org', 'cli', 'local-org'])]),
  wall(['src/org/**'], [edgePattern(['cli', 'local-org'])]),
  wall(['src/deploy/**', 'src/doctor/**'], [outside[1], edgePattern(['cli', 'local-org'])]),
  wall(
    ['src/*.ts'],
    [{ regex: '^\\./(cli|local-org)/', message: 'Verbs know neither the command line nor the local org.' }, outside[1]],
  ),
  wall(['src/local-org/*.ts'], insideLocalOrg('^\\.\\./')),
  wall(['src/local-org/*/**'], insideLocalOrg('^\\.\\./\\.\\./')),
);
