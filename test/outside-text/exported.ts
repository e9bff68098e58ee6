import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const projectDir = path.join(__dirname, '../..');

/** The folders whose code reads text from outside. */
const FOLDERS = ['core', 'credentials', 'nodes', 'node-red'];

/**
 * Every function and class that a file of the packages exports, such as `core/redact/redact.ts redact`,
 * and every value in which functions are written down, such as a vendor.
 */
export function exportedFunctions(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(path.join(projectDir, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.posix.join(folder, file.split(path.sep).join('/'))),
  ).flatMap((file) => exportsOf(file).map((name) => `${file} ${name}`));
}

function exportsOf(file: string): string[] {
  const text = readFileSync(path.join(projectDir, file), 'utf8');
  return ts
    .createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    .statements.filter(isExported)
    .flatMap(functionsIn);
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement)
    ? (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    : false;
}

function functionsIn(statement: ts.Statement): string[] {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    return [statement.name?.text ?? 'default'];
  }
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations
    .filter(({ initializer }) => initializer !== undefined && holdsFunction(initializer))
    .map(({ name }) => name.getText());
}

function holdsFunction(node: ts.Node): boolean {
  return ts.isFunctionLike(node) || ts.forEachChild(node, holdsFunction) === true;
}
