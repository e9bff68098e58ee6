/**
 * Completes the editor's files in a staged Node-RED package: the `vendor-auth` dialog gets the vendors'
 * fields and the script that the dialogs share, the English catalogue the sentences that the dialog asks
 * for. All of it comes from the modules that say it, so that both hosts say the same.
 *
 * Called with the folder of the package and that of the sources.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { knownSentences, VENDORS, type Vendor } from '../../core';
import { bundle } from './bundle';
import { shortened } from './shortened';
import { textsOf, vendorWords, withTexts, type Catalogue } from './catalogue';
import { fieldCredentials, fieldDefaults, literal } from './definition';
import { fieldGroups, fieldRows } from './rows';

const ROWS = '<!-- The rows of the fields: node-red/editor/rows.ts -->';
const GROUPS = '<!-- The questions that few vendors ask: node-red/editor/rows.ts -->';
const SCRIPT = '<!-- The script of the dialogs: node-red/editor/browser -->';
const FIRST_VENDOR = '// The first vendor: node-red/editor/generate.ts';
const DEFAULTS = '// The fields of the vendors: node-red/editor/definition.ts';
const CREDENTIALS = '// The encrypted fields of the vendors: node-red/editor/definition.ts';

/**
 * The `vendor-auth` dialog, with what is derived from the vendors in place of the comments that stand for
 * it.
 */
export function completeDialog(template: string, vendors: readonly Vendor[] = VENDORS): string {
  const first = `vendor: { value: ${literal(vendors[0]?.id ?? '')}, required: true },`;
  return [
    [ROWS, [fieldRows(vendors)]],
    [GROUPS, [fieldGroups()]],
    [FIRST_VENDOR, [first]],
    [DEFAULTS, fieldDefaults(vendors)],
    [CREDENTIALS, fieldCredentials(vendors)],
  ].reduce((html, [mark, lines]) => putInPlace(html, mark as string, lines as string[]), template);
}

/**
 * The English catalogue with the vendors' words and all sentences in it: what the catalogues of other
 * languages must have.
 */
export function completeCatalogue(
  catalogue: Catalogue,
  vendors: readonly Vendor[] = VENDORS,
): Catalogue {
  loadSentences();
  const own = catalogue['vendor-auth'] as Catalogue;
  const texts = new Map([...knownSentences(), ...vendorWords(vendors)]);
  return { ...catalogue, 'vendor-auth': withTexts(own, texts) };
}

/**
 * The English catalogue as the package has it: its own texts, and the sentences that the dialog asks for
 * by their keys. Every other sentence brings its English along.
 *
 * @param dialog - the complete dialog
 */
export function packedCatalogue(catalogue: Catalogue, dialog: string): Catalogue {
  const complete = textsOf(completeCatalogue(catalogue));
  const own = textsOf(catalogue);
  const asked = [...dialog.matchAll(/data-i18n="(?:\[\w{1,20}\])?([\w.-]{1,100})"/g)].map(
    ([, key = '']) => key,
  );
  const missing = new Set(asked.filter((key) => !own.has(key)));
  return withTexts(catalogue, new Map([...complete].filter(([key]) => missing.has(key))));
}

/** A sentence is known once the module that says it is loaded. */
function loadSentences(): void {
  const load = createRequire(__filename);
  const extension = path.extname(__filename);
  for (const folder of ['lib', 'nodes']) {
    const root = path.join(__dirname, '..', folder);
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (path.extname(file) === extension) load(path.join(root, file));
    }
  }
}

/** What a vendor's file says for the runtime alone: the dialog reads its fields and pasted logins. */
export const RUNTIME_MEMBERS: ReadonlySet<string> = new Set([
  'spokenName',
  'accessTokenPlan',
  'testCall',
  'apiPlaces',
  'judge',
  'refusals',
  'rejectedHint',
  'rejectedAtChosenPlaceHint',
  'forbiddenHint',
  'refusedCalls',
  'ownWords',
  'rejectionSigns',
  'apiHeaders',
  'checkFields',
] satisfies (keyof Vendor)[]);

/** @param root - the folder that holds the sources of core/ and node-red/ */
export async function dialogScript(root: string): Promise<string> {
  const browser = path.join(root, 'node-red', 'editor', 'browser');
  const code = await bundle(path.join(browser, 'main.ts'), {
    stands: { crypto: path.join(browser, 'crypto.ts') },
    // Tokens are requested by the runtime alone.
    without: ['core/endpoint'],
    withoutMembers: (name) => RUNTIME_MEMBERS.has(name),
  });
  return [
    '<script type="text/javascript">',
    shortened(`window.VendorAuthEditor = new (${code}).VendorAuthEditor();`),
    '</script>',
  ].join('\n');
}

/** Puts lines in the place of a mark, as far from the margin as the mark. */
function putInPlace(template: string, mark: string, lines: readonly string[]): string {
  const at = template.indexOf(mark);
  if (at < 0) throw new Error(`vendor-auth.html lacks the line ${mark}`);
  const margin = template.slice(template.lastIndexOf('\n', at) + 1, at);
  const text = lines.join('\n').replaceAll('\n', `\n${margin}`);
  return template.slice(0, at) + text + template.slice(at + mark.length);
}

async function main(packageDir: string, sourcesDir: string): Promise<void> {
  const folder = path.join(packageDir, 'dist', 'node-red', 'nodes', 'vendor-auth');
  const file = path.join(folder, 'vendor-auth.html');
  const dialog = completeDialog(readFileSync(file, 'utf8'));
  writeFileSync(file, putInPlace(dialog, SCRIPT, [await dialogScript(sourcesDir)]));
  const english = path.join(folder, 'locales', 'en-US', 'vendor-auth.json');
  const catalogue = JSON.parse(readFileSync(english, 'utf8')) as Catalogue;
  writeFileSync(english, JSON.stringify(packedCatalogue(catalogue, dialog)));
}

if (require.main === module) {
  const [packageDir = '.', sourcesDir = '.'] = process.argv.slice(2);
  main(packageDir, sourcesDir).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
