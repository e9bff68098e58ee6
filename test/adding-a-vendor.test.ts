/**
 * Adds a made-up vendor to a copy of the tree, as docs/development.md tells a newcomer: first what is the
 * product's, then what the failing tests ask for. The vendor asks in JSON with other names, tells its lifetime in
 * milliseconds, refuses with `{code, text}`, wants two headers, shares a field's name with another vendor but not
 * its default, and has a secret field that no other vendor has.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { listFiles } from '../tools/packages/files';

// Node-RED is built and started in the copy, and other test files run at the same time.
jest.setTimeout(300_000);

const ROOT = path.resolve(__dirname, '..');
const PARTS = path.join(__dirname, 'made-up-vendor');
/** Folders and files of the tree that the tests which run in the copy look at. */
const COPIED = [
  ...['core', 'credentials', 'nodes', 'node-red', 'sandbox', 'demo', 'test', 'tools', 'examples'],
  ...['docs', 'README.md', 'LICENSE.md', 'package.json', 'tsconfig.json', 'jest.config.js'],
];

/** As docs/development.md says. */
const ASKING_TESTS = ['test/vendors', 'test/examples', 'test/node-red/examples', 'catalogues'];
const ALL_TESTS = [
  ...ASKING_TESTS,
  'test/drift',
  'test/core/credential',
  'test/core/check/test-call',
  'test/core/field/new-fields',
  'test/core/token/static-token-source',
  'test/core/vendors/tide-office',
  'test/sandbox/vendors/tide-office',
  'test/sandbox/index',
  'test/outside-text/list',
  'test/n8n/credentials/form',
  'test/n8n/credentials/credential-test',
  'test/n8n/nodes/vendor-token',
  'test/node-red/every-vendor',
];

interface Results {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

let copy: string;
beforeAll(() => {
  copy = realpathSync(mkdtempSync(path.join(tmpdir(), 'adding-a-vendor-')));
  for (const name of COPIED) {
    const from = path.join(ROOT, name);
    if (statSync(from).isFile()) copyFileSync(from, path.join(copy, name));
    else cpSync(from, path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const change = (file: string, edit: (text: string) => string) => {
  const target = path.join(copy, file);
  const before = readFileSync(target, 'utf8');
  const after = edit(before);
  if (after === before) throw new Error(`${file} was not changed.`);
  writeFileSync(target, after);
};

/** The files of a part of the vendor, which end with `.txt` so that nothing takes them for this tree's. */
function write(part: string): string[] {
  const files = listFiles(path.join(PARTS, part)).map((file) => file.replace(/\.txt$/, ''));
  for (const file of files) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    copyFileSync(path.join(PARTS, part, `${file}.txt`), path.join(copy, file));
  }
  return files;
}

function lineAfter(start: string, line: string): (text: string) => string {
  return (text) =>
    text
      .split('\n')
      .flatMap((one) => (one.startsWith(start) ? [one, line] : [one]))
      .join('\n');
}

function runTests(names: readonly string[]): Results {
  const output = path.join(copy, 'results.json');
  const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const more = ['--json', '--outputFile', output, '--reporters', 'default', '--maxWorkers', '2'];
  spawnSync(process.execPath, [jest, ...names, ...more], { cwd: copy, stdio: 'ignore' });
  return JSON.parse(readFileSync(output, 'utf8')) as Results;
}

const messagesOf = ({ testResults }: Results) =>
  testResults.map(({ message }) => message).join('\n');

test('a vendor is one file, a credential class, a line, and icons; tests ask for the rest', () => {
  expect(write('product')).toEqual([
    'core/vendors/tide-office.ts',
    'credentials/TideOfficeApi.credentials.ts',
    'credentials/icons/tide-office.dark.svg',
    'credentials/icons/tide-office.svg',
  ]);
  change('core/vendors/index.ts', (text) =>
    text
      .replace(
        'import { eggplantDai } from',
        "import { tideOffice } from './tide-office';\nimport { eggplantDai } from",
      )
      .replace('export { ', 'export { tideOffice, ')
      .replace('\n  agility,\n', '\n  agility,\n  tideOffice,\n'),
  );
  // Without its line, n8n's list is asked for as well.
  const unlisted = messagesOf(runTests(['test/vendors']));
  expect(unlisted).toContain('nodes/vendorToken/credential-types.ts');
  change('nodes/vendorToken/credential-types.ts', (text) =>
    text
      .replace('  eggplantDai,\n', '  eggplantDai,\n  tideOffice,\n')
      .replace(
        '  agilityApi: agility,\n',
        '  agilityApi: agility,\n  tideOfficeApi: tideOffice,\n',
      ),
  );

  const asked = messagesOf(runTests(ASKING_TESTS));
  const catalogue = (language: string) =>
    `node-red/nodes/vendor-auth/locales/${language}/vendor-auth.json`;
  const pages = ['docs/sandbox.md', 'README.md', 'nodes/README.md', 'node-red/README.md'];
  for (const file of [
    'sandbox/vendors/tide-office.ts',
    'sandbox/vendors/index.ts',
    'test/core/vendors/tide-office.test.ts',
    'test/sandbox/vendors/tide-office.test.ts',
    'examples/n8n/tide-office.json',
    'node-red/examples/Tide Office.json',
    ...pages,
    ...['de', 'ja'].map(
      (language) =>
        `${catalogue(language)} lacks vendor-auth.vendors.tide-office.fields.passkey.label: Passkey`,
    ),
  ]) {
    expect(asked).toContain(file);
  }

  write('asked');
  change('sandbox/vendors/index.ts', (text) =>
    `import { tideOffice } from './tide-office';\n${text}`.replace(
      '\n  agility,\n',
      "\n  agility,\n  'tide-office': tideOffice,\n",
    ),
  );
  for (const language of ['de', 'ja']) {
    const words: unknown = JSON.parse(
      readFileSync(path.join(PARTS, 'words', `${language}.json.txt`), 'utf8'),
    );
    change(catalogue(language), (text) => {
      const all = JSON.parse(text) as { 'vendor-auth': { vendors: Record<string, unknown> } };
      all['vendor-auth'].vendors['tide-office'] = words;
      return JSON.stringify(all);
    });
  }
  change('docs/sandbox.md', lineAfter('| `dvinci`', '| `tide-office` | Tide Office | | |'));
  change('README.md', lineAfter('| **d.vinci** |', '| **Tide Office** | | |'));
  change('nodes/README.md', lineAfter('| **d.vinci API**', '| **Tide Office API** | | |'));
  change('node-red/README.md', (text) =>
    text.replace('**d.vinci**', '**d.vinci**, **Tide Office**'),
  );

  const results = runTests(ALL_TESTS);
  expect(messagesOf(results).trim()).toBe('');
  expect(results.success).toBe(true);
  const passed = results.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName),
  );
  // Both hosts make an authenticated call.
  expect(passed).toContain('a request in Node-RED is authenticated at tide-office');
  expect(passed.filter((name) => /tide-office: (passes|tells)/.test(name)).length).toBe(2);
});
