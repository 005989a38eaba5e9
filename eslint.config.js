import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The surroundings of a run are made once: only its makers look at the process. */
const processWords = ['env', 'cwd', 'stdin', 'stdout', 'stderr'].map((property) => ({
  object: 'process',
  property,
  message: 'Take it from Work; only cli/, work.ts and org/environment.ts look at the process.',
}));
/** What opens a connection: only the way out does, and the local org listens. */
const CONNECTIONS = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises'];
const oneWayOut = {
  files: ['src/**'],
  ignores: ['src/http/**', 'src/local-org/**'],
  rules: {
    'no-restricted-globals': [
      'error',
      ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
        name,
        message: 'Every request leaves through src/http: take Http from Work.',
      })),
    ],
    'no-restricted-imports': [
      'error',
      {
        paths: [...CONNECTIONS.flatMap((name) => [name, `node:${name}`]), 'undici'].map((name) => ({
          name,
          message: 'Every request leaves through src/http: take Http from Work.',
        })),
      },
    ],
  },
};
const spreadOfMaybe = (empty, full) => ({
  selector: `SpreadElement > ConditionalExpression[test.right.type='Identifier'][test.right.name='undefined']${empty}${full}`,
  message: 'Type the option `?: T | undefined` and pass it plainly.',
});
const noSpreadOfMaybe = [
  spreadOfMaybe("[consequent.type='ObjectExpression'][consequent.properties.length=0]", ''),
  spreadOfMaybe("[alternate.type='ObjectExpression'][alternate.properties.length=0]", ''),
];
export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'force-app/', 'docs/examples/'] },
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
  {
    files: ['src/**'],
    rules: { 'no-restricted-syntax': ['error', ...noSpreadOfMaybe] },
  },
  {
    files: ['src/**'],
    ignores: ['src/cli/**', 'src/work.ts', 'src/org/environment.ts'],
    rules: { 'no-restricted-properties': ['error', ...processWords] },
  },
  oneWayOut,
  { files: ['**/*.mjs', '**/*.js'], ...tseslint.configs.disableTypeChecked },
  { files: ['scripts/**', 'bench/**', 'bin/**'], rules: { 'no-redeclare': 'error' } },
  { files: ['scripts/**', 'bench/**', 'bin/**', 'test/**'], rules: { 'no-console': 'off' } },
);
