/**
 * Completes the editor's files in a staged Node-RED package: the `vendor-auth` dialog gets the vendors'
 * forms and the scripts that the dialogs share, the English catalogue the vendors' words. All of it
 * comes from core/vendors, so that both hosts say the same.
 *
 * Called with the folder of the package.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { VENDORS } from '../../core';
import { bundle } from './bundle';
import { vendorWords, type Catalogue } from './catalogue';
import { formsOf } from './forms';
import { fieldRows } from './rows';

const ROWS = '<!-- The rows of the fields: node-red/editor/rows.ts -->';
const SCRIPT = '<!-- The script of the dialogs: node-red/editor/browser -->';

/** The `vendor-auth` dialog, with rows and script in place of the comments that stand for them. */
export function completeDialog(template: string): string {
  const forms = formsOf(VENDORS);
  return putInPlace(putInPlace(template, ROWS, fieldRows(forms)), SCRIPT, dialogScript(forms));
}

/** The English catalogue with the vendors' words in it. */
export function completeCatalogue(catalogue: Catalogue): Catalogue {
  const own = catalogue['vendor-auth'] as Catalogue;
  return { ...catalogue, 'vendor-auth': { ...own, vendors: vendorWords(VENDORS) } };
}

function dialogScript(forms: ReturnType<typeof formsOf>): string {
  const browser = path.join(__dirname, 'browser');
  const code = bundle(path.join(browser, 'main.js'), { crypto: path.join(browser, 'crypto.js') });
  // "<" could end the script element from inside a text.
  const data = JSON.stringify(forms).replaceAll('<', '\\u003c');
  return [
    '<script type="text/javascript">',
    `window.VendorAuthEditor = new (${code}).VendorAuthEditor(${data});`,
    '</script>',
  ].join('\n');
}

function putInPlace(template: string, mark: string, text: string): string {
  if (!template.includes(mark)) throw new Error(`vendor-auth.html lacks the line ${mark}`);
  return template.replace(mark, () => text);
}

function main(packageDir: string): void {
  const folder = path.join(packageDir, 'dist', 'node-red', 'nodes', 'vendor-auth');
  const dialog = path.join(folder, 'vendor-auth.html');
  writeFileSync(dialog, completeDialog(readFileSync(dialog, 'utf8')));
  const english = path.join(folder, 'locales', 'en-US', 'vendor-auth.json');
  const catalogue = completeCatalogue(JSON.parse(readFileSync(english, 'utf8')) as Catalogue);
  writeFileSync(english, `${JSON.stringify(catalogue, null, 2)}\n`);
}

if (require.main === module) main(process.argv[2] ?? '.');
