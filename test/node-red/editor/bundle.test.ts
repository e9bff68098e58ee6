import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';

import { fieldsOf, VENDORS } from '../../../core';
import { bundle } from '../../../node-red/editor/bundle';
import { dialogScript, RUNTIME_MEMBERS } from '../../../node-red/editor/generate';
import { keysOnly } from './editor-language';

describe('the bundle for the browser', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'bundle-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (file: string, code: string): string => {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, code);
    return target;
  };

  test('is an expression whose value is what the entry exports, with all that it imports', async () => {
    write('core/rule.ts', 'export const limit: number = 3;');
    write(
      'node-red/editor/browser/part.ts',
      "import { limit } from '../../../core/rule';\nexport const double = (n: number) => n * 2 + limit;",
    );
    const entry = write(
      'node-red/editor/browser/main.ts',
      "import { limit } from '../../../core/rule';\nimport { double } from './part';\nexport const answer = double(limit);",
    );
    expect(runInNewContext(await bundle(entry)).answer).toBe(9);
  });

  test('puts a stand-in where the browser lacks a package', async () => {
    const stand = write('node-red/editor/browser/crypto.ts', "export const name = 'stand-in';");
    const entry = write('node-red/editor/browser/main.ts', "export { name } from 'crypto';");
    expect(runInNewContext(await bundle(entry, { stands: { crypto: stand } })).name).toBe(
      'stand-in',
    );
  });

  test('leaves out what the browser never calls, with all that only this imports', async () => {
    write('core/endpoint/ask.ts', "export { request as ask } from 'http';");
    write(
      'core/index.ts',
      "import { ask } from './endpoint/ask';\nexport const asked = () => ask;",
    );
    const entry = write(
      'node-red/editor/browser/main.ts',
      "export { asked } from '../../../core';",
    );
    const code = await bundle(entry, { without: ['core/endpoint'] });
    expect(runInNewContext(code).asked()).toBeUndefined();
    await expect(bundle(entry)).rejects.toThrow(/core\/endpoint\/ask\.ts.*"http"/);
  });

  test('has no comments, no space, and nothing that ends a script element', async () => {
    const entry = write(
      'node-red/editor/browser/main.ts',
      "/** A docstring. */\nexport const text = '</script><!--'; // why\n\nexport const url = 'https://a';",
    );
    const code = await bundle(entry);
    expect(code).not.toMatch(/docstring|why|<\/script|<!--|\n\n| = /);
    const { text, url } = runInNewContext(code) as Record<string, string>;
    expect([text, url]).toEqual(['</script><!--', 'https://a']);
  });

  test('is not made of what no browser has', async () => {
    const entry = write(
      'node-red/editor/browser/main.ts',
      "import { readFileSync } from 'fs';\nexport const read = readFileSync;",
    );
    await expect(bundle(entry)).rejects.toThrow(/node-red\/editor\/browser\/main\.ts.*"fs"/);
  });
});

describe('the script of the dialogs', () => {
  interface Editor {
    label(node: object): string;
    validate(node: object, name: string, value: unknown): true | string;
  }

  async function script(): Promise<string> {
    const element = await dialogScript(path.resolve(__dirname, '../../..'));
    return /^<script type="text\/javascript">\n([\s\S]*)\n<\/script>$/.exec(element)![1]!;
  }

  /** As in a browser, which has neither Node's modules nor its globals. */
  async function loaded(): Promise<Editor> {
    const code = await script();
    const window: { VendorAuthEditor?: Editor } = {};
    runInNewContext(code, { window, URL });
    return window.VendorAuthEditor!;
  }

  test('runs where there is nothing but the page', async () => {
    const editor = await loaded();
    const node = { vendor: 'dvinci', baseUrl: 'https://dvinci.example', _: keysOnly };
    expect(editor.label(node)).toBe('d.vinci (dvinci.example)');
    expect(editor.validate(node, 'baseUrl', 'https://dvinci.example')).toBe(true);
    expect(editor.validate(node, 'baseUrl', 'dvinci')).toMatch(/^Base URL /);
  });

  test('checks every field of every vendor without what the runtime alone has', async () => {
    const editor = await loaded();
    for (const vendor of VENDORS) {
      for (const { name } of fieldsOf(vendor)) {
        const node = { vendor: vendor.id, clientAuthentication: 'privateKeyJwt', _: keysOnly };
        expect(() => editor.validate(node, name, 'x: y=z')).not.toThrow();
      }
    }
  });

  test('reads nothing of a vendor that it was made without', async () => {
    const left = new Set<string>(RUNTIME_MEMBERS);
    const read = membersRead(await script());
    expect(read).toContain('summary');
    expect(read).toContain('readPasted');
    expect(read.filter((name) => left.has(name))).toEqual([]);
  });
});

/** The names of the members that a script reads of its objects, by a dot or by taking them apart. */
function membersRead(code: string): string[] {
  const read = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) read.add(node.name.text);
    if (ts.isBindingElement(node)) read.add((node.propertyName ?? node.name).getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('script.js', code, ts.ScriptTarget.Latest, true));
  return [...read];
}
