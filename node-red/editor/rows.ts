import type { Form, FormField } from './browser/forms';

/**
 * The dialog's rows: one for each field that any vendor has, in the order in which they first occur.
 * Which of them are seen, where, and in which words, depends on the vendor that is chosen.
 */
export function fieldRows(forms: readonly Form[]): string {
  const byName = new Map<string, FormField[]>();
  for (const field of forms.flatMap(({ fields }) => fields)) {
    byName.set(field.name, [...(byName.get(field.name) ?? []), field]);
  }
  return [...byName.values()].map(fieldRow).join('\n');
}

function fieldRow(variants: FormField[]): string {
  const { name, kind } = variants[0]!;
  const parts = kind === 'flag' ? [input(variants), label(name)] : [label(name), input(variants)];
  return [
    `<div class="form-row vendor-auth-row" id="vendor-auth-row-${name}">`,
    ...parts,
    `<div class="vendor-auth-problem" id="vendor-auth-problem-${name}" role="alert"></div>`,
    `<div class="vendor-auth-help" id="vendor-auth-help-${name}"></div>`,
    '</div>',
  ].join('\n');
}

function label(name: string): string {
  return `<label for="node-config-input-${name}"><span class="vendor-auth-label"></span></label>`;
}

function input(variants: FormField[]): string {
  const { name, kind } = variants[0]!;
  const attributes = [
    `id="node-config-input-${name}"`,
    `aria-describedby="vendor-auth-help-${name} vendor-auth-problem-${name}"`,
  ].join(' ');
  switch (kind) {
    case 'choice': {
      const values = new Set(variants.flatMap(({ choices }) => choices ?? []));
      const options = [...values].map((value) => `<option value="${value}"></option>`);
      return `<select ${attributes}>${options.join('')}</select>`;
    }
    case 'flag':
      return `<input type="checkbox" ${attributes}>`;
    case 'pem':
    case 'parameters':
      return `<textarea rows="3" spellcheck="false" ${attributes}></textarea>`;
    case 'secret':
    case 'token':
      // Browsers offer to fill or keep what looks like the password of a web page's login.
      return `<input type="password" autocomplete="new-password" ${attributes}>`;
    default:
      return `<input type="text" autocomplete="off" spellcheck="false" ${attributes}>`;
  }
}
