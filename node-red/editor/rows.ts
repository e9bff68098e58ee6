import { fieldsOf, GROUP_QUESTIONS, type Field, type Vendor } from '../../core';
import { AllFieldElements, type FieldElements } from './browser/field-elements';

/**
 * The dialog's rows: one for each field that any vendor has, in the order in which they first occur.
 * Which of them are seen, where, and in which words, depends on the vendor that is chosen.
 */
export function fieldRows(vendors: readonly Vendor[]): string {
  const elements = new AllFieldElements(vendors);
  const rows = elements.all().map((named) => {
    const isVariant = ({ name, kind }: Field) => name === named.name && kind === named.kind;
    return fieldRow(elements.of(named), vendors.flatMap(fieldsOf).filter(isVariant));
  });
  const shared = elements.all().filter(({ name }) => elements.isShared(name));
  const saved = new Set(shared.map((named) => elements.of(named).saved));
  return [...[...saved].map((id) => `<input type="hidden" id="${id}">`), ...rows].join('\n');
}

/** Where the fields go that answer a question few vendors ask; each question is folded away. */
export function fieldGroups(): string {
  return Object.entries(GROUP_QUESTIONS)
    .map(([group, question]) =>
      [
        `<details class="vendor-auth-group" id="vendor-auth-group-${group}">`,
        `<summary data-i18n="vendor-auth.${question().key}"></summary>`,
        `<div id="vendor-auth-group-${group}-fields"></div>`,
        '</details>',
      ].join('\n'),
    )
    .join('\n');
}

/** @param variants - the fields of that name and kind, one or more */
function fieldRow(elements: FieldElements, variants: readonly Field[]): string {
  const isFlag = variants[0]?.kind === 'flag';
  const control = input(elements, variants);
  const parts = isFlag ? [control, label(elements)] : [label(elements), control];
  return [
    `<div class="form-row vendor-auth-row" id="${elements.row}">`,
    ...parts,
    `<div class="vendor-auth-problem" id="${elements.problem}" role="alert"></div>`,
    `<div class="vendor-auth-help" id="${elements.help}"></div>`,
    '</div>',
  ].join('\n');
}

function label({ control }: FieldElements): string {
  return `<label for="${control}"><span class="vendor-auth-label"></span></label>`;
}

function input({ control, help, problem }: FieldElements, variants: readonly Field[]): string {
  const attributes = `id="${control}" aria-describedby="${help} ${problem}"`;
  switch (variants[0]?.kind) {
    case 'choice': {
      const choices = variants.flatMap(({ choices: own = [] }) => own);
      const values = new Set(choices.map(({ value }) => value));
      // Node-RED chooses what is saved before the words for it are there.
      const options = [...values].map((value) => `<option value="${value}"></option>`);
      return `<select ${attributes}>${options.join('')}</select>`;
    }
    case 'flag':
      return `<input type="checkbox" ${attributes}>`;
    case 'pem':
    case 'parameters':
      return `<textarea rows="3" spellcheck="false" ${attributes}></textarea>`;
    case 'privateKey':
    case 'secretHeaders':
    case 'secretParameters':
      return `<textarea rows="3" class="vendor-auth-covered" autocomplete="off" spellcheck="false" ${attributes}></textarea>`;
    case 'secret':
    case 'token':
      // Browsers offer to fill or keep what looks like the password of a web page's login.
      return `<input type="password" autocomplete="new-password" ${attributes}>`;
    default:
      return `<input type="text" autocomplete="off" spellcheck="false" ${attributes}>`;
  }
}
