import type { Linter } from 'eslint';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

/** What eslint.config.js says about a file with this text at this place, type information aside. */
async function complaints(file: string, text: string): Promise<string[]> {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      ...jest.requireActual<Linter.Config[]>('../../eslint.config.js'),
      {
        ...(tseslint.configs.disableTypeChecked as Linter.Config),
        languageOptions: { parserOptions: { projectService: false } },
      },
      { rules: { '@typescript-eslint/switch-exhaustiveness-check': 'off' } },
    ],
  });
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId !== '@typescript-eslint/no-unused-vars')
    .map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

const importing = (name: string): string => `import { x } from '${name}';\nexport const y = x;\n`;

describe('the design, held by lint', () => {
  test.each(['./token', '../core/ports', 'node:crypto', 'crypto'])(
    'the core may import %s',
    async (name) => {
      expect(await complaints('core/sample.ts', importing(name))).toEqual([]);
    },
  );

  test.each([
    'undici',
    'axios',
    'n8n-workflow',
    'node-red',
    'node:timers/promises',
    'timers',
    'node:http',
    'node:process',
    '../nodes/Agility/Agility.node',
    '../credentials/agilityApi.credentials',
    '../../node-red/lib/pool',
    '../sandbox',
  ])('the core may not import %s', async (name) => {
    expect(await complaints('core/vendors/sample.ts', importing(name))).toEqual([
      expect.stringContaining('no-restricted-imports'),
    ]);
  });

  test.each([
    ['token', '../check/verdicts'],
    ['token', '../base/errors'],
    ['token', './hold'],
    ['http', '../base/ports'],
    ['operations', '../vendors/agility'],
  ])('a file of core/%s may import %s', async (room, name) => {
    expect(await complaints(`core/${room}/sample.ts`, importing(name))).toEqual([]);
  });

  test.each([
    ['check', '../token/token-source'],
    ['base', '../http/body'],
    ['http', '../redact/redact'],
    ['redact', '../http/body'],
    ['endpoint', '../fields/field'],
    ['vendors', '../credential/settings'],
    ['token', '../call/tested-token'],
    ['token', '../index'],
    ['token', '..'],
    ['vendors', 'undici'],
    ['vendors', '../../sandbox'],
  ])('a file of core/%s may not import %s', async (room, name) => {
    expect(await complaints(`core/${room}/sample.ts`, importing(name))).toEqual([
      expect.stringContaining('no-restricted-imports'),
    ]);
  });

  test.each(['setTimeout', 'setInterval', 'globalThis', 'process', 'fetch'])(
    'neither the core nor an n8n file may use %s',
    async (name) => {
      const text = `export const used = ${name};\n`;
      for (const file of ['core/a.ts', 'nodes/A/A.node.ts', 'credentials/a.credentials.ts']) {
        expect(await complaints(file, text)).toEqual([expect.stringContaining(name)]);
      }
    },
  );

  test.each(['n8n-workflow', '../core/token', './fields'])(
    'a credential type may import %s',
    async (name) => {
      expect(await complaints('credentials/a.credentials.ts', importing(name))).toEqual([]);
    },
  );

  test.each(['undici', 'n8n-core', '../node-red/lib/pool', '../sandbox', '../test/clock'])(
    'a credential type may not import %s',
    async (name) => {
      expect(await complaints('credentials/a.credentials.ts', importing(name))).toEqual([
        expect.stringContaining('no-restricted-imports'),
      ]);
    },
  );

  test.each(['undici', 'node:tls', '../../core/token', './pool'])(
    'a Node-RED file may import %s',
    async (name) => {
      expect(await complaints('node-red/lib/a.ts', importing(name))).toEqual([]);
    },
  );

  test.each(['n8n-workflow', '../../nodes/Agility/Agility.node', '../../sandbox'])(
    'a Node-RED file may not import %s',
    async (name) => {
      expect(await complaints('node-red/lib/a.ts', importing(name))).toEqual([
        expect.stringContaining('no-restricted-imports'),
      ]);
    },
  );

  const EXPRESSION_FILES = [
    'core/vendors/a.ts',
    'credentials/shared/a.ts',
    'nodes/A/A.node.ts',
    'node-red/lib/request/a.ts',
    'node-red/editor/browser/a.ts',
  ];

  test.each([
    // Searched for again from each character.
    '/^[\\s]+|[\\s]+$/g',
    '/\\/+$/',
    '/\\s+$/',
    '/\\?.*$/',
    '/<!--[\\s\\S]*?-->/',
    '/<Message[^>]*>([^<]+)<\\/Message>/i',
    '/x\\d{2,}y/',
    '/(?:ab+c|d)e/',
    '/^a+b/m',
    '/(?<=a)\\s+b/',
    '/(?=a+b)c/',
    // Split up in many ways.
    '/\\{\\{\\s*([^{}]+?)\\s*\\}\\}/',
    '/^\\{\\{\\s*([^{}]+?)\\s*\\}\\}/',
    '/^(a+)+$/',
    '/^(?:a|a)*b/',
    '/^(?:a|aa)*b/',
    '/^(?:ab?)*c/',
    '/^(?:\\w|\\d)*b/',
    '/^(?:(?:a|b)*)*c/',
    '/^(?:\\w|\\d)*b/',
    '/^(.*)(.*)b$/',
    // Not to be judged.
    "new RegExp('a')",
    "RegExp('a+b')",
    'new RegExp(process.argv.join())',
  ])('no text from outside is held against %s', async (expression) => {
    const text = `export const found = (text: string) => text.replace(${expression}, '');\n`;
    for (const file of EXPRESSION_FILES) {
      const refused = (await complaints(file, text)).filter((complaint) =>
        /^(regexp|local)\//.test(complaint),
      );
      expect({ file, refused }).not.toEqual({ file, refused: [] });
    }
  });

  test.each([
    '/^\\s*-?\\d+(\\.\\d+)?\\s*$/',
    '/[\\s\\p{Cc}]+/gu',
    '/^[a-z][a-z0-9+.-]*:\\/\\//i',
    '/(^|&)(access_token|error)=/',
    '/\\/Grant\\/(\\d{1,15})(?:[/?#]|$)/i',
    '/a(?:b|c+)/',
    '/\\s*,/y',
  ])('text from outside may be held against %s', async (expression) => {
    const text = `export const found = (text: string) => text.replace(${expression}, '');\n`;
    for (const file of EXPRESSION_FILES) expect(await complaints(file, text)).toEqual([]);
  });

  test.each(['core/sample.ts', 'nodes/sample.ts', 'node-red/lib/sample.ts'])(
    '%s parses addresses only in the way that every supported Node.js does rightly',
    async (file) => {
      for (const property of ['canParse', 'parse']) {
        expect(await complaints(file, `export const a = URL.${property}('x');\n`)).toEqual([
          expect.stringContaining('parseUrl'),
        ]);
      }
    },
  );

  test('the sandbox does not lean on the core that it is there to test', async () => {
    expect(await complaints('sandbox/vendors/a.ts', importing('../../core/token'))).toEqual([
      expect.stringContaining('no-restricted-imports'),
    ]);
  });
});
