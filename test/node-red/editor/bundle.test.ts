import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';

import { bundle } from '../../../node-red/editor/bundle';

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
    expect(runInNewContext(bundle(entry, { crypto: stand })).name).toBe('stand-in');
  });

  test('is not made of what no browser has', () => {
    const entry = write('node-red/editor/browser/main.js', 'require("fs");');
    expect(() => bundle(entry)).toThrow('node-red/editor/browser/main requires fs');
  });
});
