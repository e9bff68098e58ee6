import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';

import ts from 'typescript';

import { fieldsOf, VENDORS } from '../../../core';
import { bundle } from '../../../node-red/editor/bundle';
import { dialogScript } from '../../../node-red/editor/generate';
import { listFiles } from '../../../tools/packages/files';
import { keysOnly } from './editor-language';

describe('the bundle for the browser', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'bundle-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (file: string, code: string): string => {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `"use strict";\n${code}`);
    return target;
  };

  test('is an expression whose value is what the entry exports, with all that it requires', () => {
    write('core/rule.js', 'exports.limit = 3;');
    write(
      'node-red/editor/browser/part.js',
      'exports.double = (n) => n * 2 + require("../../../core/rule").limit;',
    );
    const entry = write(
      'node-red/editor/browser/main.js',
      'exports.answer = require("./part").double(require("../../../core/rule").limit);',
    );
    expect(runInNewContext(bundle(entry)).answer).toBe(9);
  });

  test('puts a stand-in where the browser lacks a package', () => {
    const stand = write('node-red/editor/browser/crypto.js', 'exports.name = "stand-in";');
    const entry = write(
      'node-red/editor/browser/main.js',
      'exports.name = require("crypto").name;',
    );
    expect(runInNewContext(bundle(entry, { stands: { crypto: stand } })).name).toBe('stand-in');
  });

  test('leaves out what the browser never calls, with all that only this requires', () => {
    write('core/endpoint/ask.js', 'exports.ask = require("http").request;');
    write('core/index.js', 'exports.ask = () => require("./endpoint/ask").ask;');
    const entry = write(
      'node-red/editor/browser/main.js',
      'exports.ask = require("../../../core").ask;',
    );
    const code = bundle(entry, { without: ['core/endpoint'] });
    expect(runInNewContext(code).ask()).toBeUndefined();
    expect(() => bundle(entry)).toThrow('core/endpoint/ask requires http');
  });

  test('has no comments, and nothing that ends a script element', () => {
    const entry = write(
      'node-red/editor/browser/main.js',
      '/** A docstring. */\nexports.text = "</script><!--"; // why\nexports.url = "https://a";',
    );
    const code = bundle(entry);
    expect(code).not.toMatch(/docstring|why|<\/script|<!--/);
    expect(runInNewContext(code)).toEqual({ text: '</script><!--', url: 'https://a' });
  });

  test('is not made of what no browser has', () => {
    const entry = write('node-red/editor/browser/main.js', 'require("fs");');
    expect(() => bundle(entry)).toThrow('node-red/editor/browser/main requires fs');
  });
});

describe('the script of the dialogs', () => {
  const projectDir = path.resolve(__dirname, '../../..');
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'dialog-script-'));
    const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS };
    for (const folder of ['core', 'node-red/editor/browser']) {
      for (const file of listFiles(path.join(projectDir, folder))) {
        const text = readFileSync(path.join(projectDir, folder, file), 'utf8');
        const target = path.join(root, folder, file.replace(/\.ts$/, '.js'));
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, ts.transpileModule(text, { compilerOptions }).outputText);
      }
    }
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  interface Editor {
    label(node: object): string;
    validate(node: object, name: string, value: unknown): true | string;
  }

  /** As in a browser, which has neither Node's modules nor its globals. */
  function loaded(): Editor {
    const [, code] = /^<script type="text\/javascript">\n([\s\S]*)\n<\/script>$/.exec(
      dialogScript(root),
    )!;
    const window: { VendorAuthEditor?: Editor } = {};
    runInNewContext(code!, { window, URL });
    return window.VendorAuthEditor!;
  }

  test('runs where there is nothing but the page', () => {
    const editor = loaded();
    const node = { vendor: 'dvinci', baseUrl: 'https://dvinci.example', _: keysOnly };
    expect(editor.label(node)).toBe('d.vinci (dvinci.example)');
    expect(editor.validate(node, 'baseUrl', 'https://dvinci.example')).toBe(true);
    expect(editor.validate(node, 'baseUrl', 'dvinci')).toMatch(/^Base URL /);
  });

  test('checks every field of every vendor without what the runtime alone has', () => {
    const editor = loaded();
    for (const vendor of VENDORS) {
      for (const { name } of fieldsOf(vendor)) {
        const node = { vendor: vendor.id, clientAuthentication: 'privateKeyJwt', _: keysOnly };
        expect(() => editor.validate(node, name, 'x: y=z')).not.toThrow();
      }
    }
  });
});
