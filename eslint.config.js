'use strict';

const js = require('@eslint/js');
const { defineConfig } = require('eslint/config');
const regexp = require('eslint-plugin-regexp');
const tseslint = require('typescript-eslint');
const linearExpressions = require('./tools/eslint/linear-expressions.cjs');

/**
 * The rooms of the core, from the ground up: a room knows those before it, and those beside it not at all.
 * test/tools/rooms.test.ts holds the same order against the sources, types included.
 */
const ROOMS = require('./tools/rooms.json');

const HOSTS = { n8n: ['credentials', 'nodes'], nodeRed: ['node-red'] };
const AROUND = ['sandbox', 'demo', 'test', 'bench', 'tools'];

/** Forbids relative imports that climb out into one of these folders at the top of the tree. */
function folders(names, message) {
  return { regex: `^(\\.\\./)+(${names.join('|')})(/|$)`, message };
}

/** Forbids packages by the start of their name. */
function packages(names, message) {
  return { regex: `^(${names.join('|')})`, message };
}

function restrictImports(...patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

/** What n8n's checker forbids in everything that its package contains, the core included. */
const hostGlobals = [
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'fetch',
  'global',
  'globalThis',
  'process',
  'setImmediate',
  'setInterval',
  'setTimeout',
  '__dirname',
  '__filename',
].map((name) => ({
  name,
  message: 'n8n allows no timers, process or globals: let the caller pass in what is needed.',
}));

const CORE_IMPORTS = [
  {
    regex: '^(?!\\.{1,2}(/|$)|(node:)?crypto$)',
    message: 'The core imports nothing but itself and crypto: HTTP and clock are parameters.',
  },
  folders([...HOSTS.n8n, ...HOSTS.nodeRed, ...AROUND], 'The core knows no host.'),
];

/** What a file of one room of the core may import. */
function roomRules(room, floor) {
  const others = ROOMS.slice(floor)
    .flat()
    .filter((name) => name !== room);
  const regex = `^\\.\\./(${[...others, 'index'].join('|')})(/|$)|^\\.\\.?/?$`;
  const message = `core/${room} knows only the rooms before it (tools/rooms.json).`;
  return {
    files: [`core/${room}/**/*.ts`],
    rules: restrictImports(...CORE_IMPORTS, { regex, message }),
  };
}

module.exports = defineConfig(
  {
    ignores: ['build/', 'artifacts/', '**/node_modules/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'Buffer', 'URL', 'setTimeout', 'clearTimeout'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
    rules: { eqeqeq: 'error' },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { __dirname: 'readonly', __filename: 'readonly' },
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // What a server or host answered is of no known type until the assertion that follows.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },

  // No text from outside takes longer to read than its length.
  {
    files: ['core', ...HOSTS.n8n, ...HOSTS.nodeRed].map((folder) => `${folder}/**/*.ts`),
    plugins: { regexp, local: { rules: { 'linear-expressions': linearExpressions } } },
    rules: {
      'regexp/no-dupe-disjunctions': ['error', { reportExponentialBacktracking: 'potential' }],
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      'local/linear-expressions': 'error',
    },
  },

  // What the oldest supported Node.js lacks, or does wrongly.
  {
    files: ['core', ...HOSTS.n8n, ...HOSTS.nodeRed].map((folder) => `${folder}/**/*.ts`),
    rules: {
      'no-restricted-properties': [
        'error',
        ...['canParse', 'parse'].map((property) => ({
          object: 'URL',
          property,
          message: 'Use parseUrl of core/base/url.ts, which says why.',
        })),
      ],
    },
  },

  // The design: hosts depend on the core, the core on nothing, and no host on the other.
  {
    files: ['core/**/*.ts'],
    rules: {
      ...restrictImports(...CORE_IMPORTS),
      'no-restricted-globals': ['error', ...hostGlobals],
    },
  },
  ...ROOMS.flatMap((rooms, floor) => rooms.map((room) => roomRules(room, floor))),
  {
    files: HOSTS.n8n.map((folder) => `${folder}/**/*.ts`),
    rules: {
      ...restrictImports(
        {
          regex: '^(?!\\.{1,2}(/|$)|(node:)?crypto$|n8n-workflow$)',
          message: 'n8n lets a package without dependencies import only n8n-workflow and crypto.',
        },
        folders([...HOSTS.nodeRed, ...AROUND], 'The n8n package knows only the core.'),
      ),
      'no-restricted-globals': ['error', ...hostGlobals],
    },
  },
  {
    files: HOSTS.nodeRed.map((folder) => `${folder}/**/*.ts`),
    rules: restrictImports(
      packages(['n8n-', '@n8n/'], 'The Node-RED package knows nothing of n8n.'),
      folders([...HOSTS.n8n, ...AROUND], 'The Node-RED package knows only the core.'),
    ),
  },
  {
    files: ['sandbox/**/*.ts'],
    rules: restrictImports(
      folders(
        ['core', ...HOSTS.n8n, ...HOSTS.nodeRed],
        "The vendors' stand-ins follow the vendors' pages, not our reading of them.",
      ),
    ),
  },
);
