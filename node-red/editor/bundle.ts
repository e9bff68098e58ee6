import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export interface BundleOptions {
  /** Files that take the place of packages, by the packages' names. */
  readonly stands?: Readonly<Record<string, string>>;
  /** Folders whose modules the browser never calls, such as `core/endpoint`: they come along empty. */
  readonly without?: readonly string[];
}

/**
 * Joins a compiled CommonJS module and everything that it requires into one script for a browser, so
 * that the dialogs check what is typed with the core's own code.
 *
 * @returns an expression whose value is the exports of the entry
 * @throws Error if a module requires a package for which none stands in
 */
export function bundle(entry: string, { stands = {}, without = [] }: BundleOptions = {}): string {
  const modules = new Map<string, string>();
  const root = commonRoot(entry);
  collect(entry, { modules, root, stands, without });
  const table = [...modules].map(
    ([name, code]) => `${JSON.stringify(name)}: function (exports, require) {\n${code}\n},`,
  );
  return [
    '(function () {',
    'var modules = {',
    ...table,
    '};',
    'var loaded = {};',
    'function load(name) {',
    '  if (!loaded[name]) modules[name]((loaded[name] = {}), load);',
    '  return loaded[name];',
    '}',
    `return load(${JSON.stringify(nameOf(entry, root))});`,
    '})()',
  ].join('\n');
}

const REQUIRE = /require\("([^"]{1,200})"\)/g;

interface Collection extends Required<BundleOptions> {
  /** The code of each module by its name. */
  readonly modules: Map<string, string>;
  readonly root: string;
}

function collect(file: string, collection: Collection): void {
  const { modules, root, stands, without } = collection;
  const name = nameOf(file, root);
  if (modules.has(name)) return;
  modules.set(name, '');
  if (without.some((folder) => name.startsWith(`${folder}/`))) return;
  const required: string[] = [];
  const code = readFileSync(file, 'utf8').replace(REQUIRE, (_, request: string) => {
    const target = request.startsWith('.') ? fileOf(file, request) : stands[request];
    if (target === undefined) {
      throw new Error(`${name} requires ${request}, which a browser does not have.`);
    }
    required.push(target);
    return `require(${JSON.stringify(nameOf(target, root))})`;
  });
  modules.set(name, shown(code));
  for (const target of required) collect(target, collection);
}

/** A module, or a folder by its index. */
function fileOf(from: string, request: string): string {
  const target = path.resolve(path.dirname(from), request);
  return existsSync(`${target}.js`) ? `${target}.js` : path.join(target, 'index.js');
}

/** Without what only readers of the sources need, and with nothing that could end a script element. */
function shown(code: string): string {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.CommonJS,
    removeComments: true,
  };
  const { outputText } = ts.transpileModule(code, { compilerOptions });
  const bare = outputText.replace(/^"use strict";\n/, '').trim();
  return bare.replace(/<(?=\/script|!--)/gi, '\\x3c');
}

/** The folder above node-red/, since what the dialogs share with the core lies beside it. */
function commonRoot(entry: string): string {
  return path.resolve(path.dirname(entry), '..', '..', '..');
}

function nameOf(file: string, root: string): string {
  return path.relative(root, file).split(path.sep).join('/').replace(/\.js$/, '');
}
