import { defineConfig, type OxlintOverride } from 'oxlint';

/**
 * What each folder may import of its own program, beside itself and @forgepoint/common. Programs never import
 * each other. A folder that isn't named here is a composition root and may import all of its program.
 */
const mayImport: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  common: {},
  'core-subgraph': { domain: [], store: ['domain'], graph: ['store', 'domain'], http: ['graph', 'store'] },
  'subgraph-host': {
    'wasm-binary': [],
    admission: ['wasm-binary'],
    storage: [],
    'host-functions': ['storage'],
    component: ['host-functions', 'storage'],
    'schema/wrap': ['schema'],
    schema: ['component'],
    http: ['schema'],
  },
  gateway: {
    config: [],
    extensions: [],
    composition: [],
    supervisor: [],
    'schema-change': [],
    operated: [],
    control: ['config', 'extensions', 'composition', 'supervisor', 'schema-change', 'operated'],
    operator: ['operated'],
    'data-source': [],
    graph: ['data-source'],
    http: ['graph'],
    serving: ['http', 'graph', 'data-source'],
    fleet: ['supervisor'],
  },
  cli: {
    terminal: [],
    build: ['terminal'],
    extension: ['build', 'terminal'],
    check: ['extension', 'build', 'terminal'],
    dev: ['extension', 'check', 'build', 'terminal'],
    docs: ['extension', 'terminal'],
    operator: ['terminal'],
  },
  sdk: { guest: [], types: [], build: ['types'], testing: [], package: [], template: [] },
};

/**
 * Folders of other programs that a program imports, so that no rule exists twice. The command line: what a configuration
 * means, and what composition says. The SDK: the builder of the command line, and a host in the thread of a test.
 * Everything else they ask the programs themselves.
 */
const mayImportOfOthers: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  cli: { gateway: ['composition', 'config', 'extensions', 'operated'], 'core-subgraph': ['graph'] },
  sdk: { cli: ['build', 'terminal'], 'subgraph-host': ['in-process'] },
};

const programs = Object.keys(mayImport);

/** What of another program can't be imported, as a regular expression. */
function forbiddenOf(other: string, program: string): string {
  const permitted = mayImportOfOthers[program]?.[other] ?? [];
  if (permitted.length === 0) return `${other}/`;
  const folders = Object.keys(mayImport[other] ?? {}).filter((folder) => !permitted.includes(folder));
  return `${other}/(${folders.join('|')}|[^/]*$)`;
}

function restrictedImports(program: string, folder?: string): NonNullable<OxlintOverride['rules']> {
  const others = programs.filter((other) => other !== program && other !== 'common');
  const patterns = [
    {
      regex: `(^@forgepoint/|^\\.\\..*/)(${others.map((other) => forbiddenOf(other, program)).join('|')})`,
      message: 'Programs never import each other: they meet at HTTP, at messages and at @forgepoint/common.',
    },
  ];
  if (folder !== undefined) {
    const folders = Object.keys(mayImport[program] ?? {}).map((name) => name.split('/')[0] ?? name);
    const allowed = new Set([folder.split('/')[0], ...(mayImport[program]?.[folder] ?? [])]);
    const forbidden = [...new Set(folders)].filter((other) => !allowed.has(other));
    if (forbidden.length > 0) {
      patterns.push({
        regex: `^\\.\\./(\\.\\./)*(${forbidden.join('|')})/`,
        message: `The folder ${program}/${folder} may not import this one; see the table in oxlint.config.ts.`,
      });
    }
  }
  return { 'no-restricted-imports': ['error', { patterns }] };
}

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'node', 'promise'],
  options: { typeAware: true },
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  rules: {
    'typescript/no-unsafe-type-assertion': 'off',
    'unicorn/require-post-message-target-origin': 'off',
    'promise/always-return': 'off',
    'promise/no-promise-in-callback': 'off',
    'import/no-unassigned-import': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'typescript/consistent-return': 'off',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-unnecessary-condition': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-readonly': 'error',
    'typescript/no-non-null-assertion': 'error',
    'import/no-cycle': 'error',
    'no-await-in-loop': 'off',
    'no-console': 'error',
    // _entities and _service are federation's names.
    'no-underscore-dangle': 'off',
    'oxc/no-map-spread': 'off',
    'no-unused-vars': [
      'error',
      { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
    ],
    // Statements of the SDK are tagged templates.
    'no-unused-expressions': ['error', { allowTaggedTemplates: true }],
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
  },
  overrides: [
    {
      files: ['test/**'],
      rules: {
        // An assertion narrows what the next line looks at.
        'typescript/no-unnecessary-condition': 'off',
        'typescript/no-floating-promises': [
          'error',
          { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['describe', 'it'] }] },
        ],
      },
    },
    {
      // Whoever compiles a guest has to find the declaration, from wherever it compiles.
      files: ['sdk/guest/random.ts'],
      rules: { 'typescript/triple-slash-reference': 'off' },
    },
    {
      // Reads as an author's own project does.
      files: ['sdk/template/**'],
      rules: {
        'no-console': 'off',
        'typescript/no-floating-promises': [
          'error',
          { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test'] }] },
        ],
      },
    },
    {
      // The error of a WIT `result` is thrown as the value that it is.
      files: ['subgraph-host/host-functions/**', 'test/fixtures/**'],
      rules: { 'typescript/only-throw-error': 'off', 'typescript/no-extraneous-class': 'off' },
    },
    {
      // What it is for: it runs in a guest, on the source that its author is writing.
      files: ['cli/dev/live-guest/**'],
      rules: { 'no-eval': 'off' },
    },
    {
      // Code of an attacker.
      files: ['test/escape/attacker/**'],
      rules: { 'typescript/unbound-method': 'off', 'typescript/no-base-to-string': 'off' },
    },
    ...programs.map((program) => ({ files: [`${program}/**`], rules: restrictedImports(program) })),
    ...programs.flatMap((program) =>
      Object.keys(mayImport[program] ?? {})
        .toReversed()
        .map((folder) => ({ files: [`${program}/${folder}/**`], rules: restrictedImports(program, folder) })),
    ),
  ],
  ignorePatterns: ['node_modules', '.forge', 'extensions_dir', '**/*.generated.ts', '**/*.generated.d.ts'],
});
