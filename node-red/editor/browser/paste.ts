import { isSecretField } from '../../../core/fields/field';
import type { Vendor } from '../../../core/vendor/vendor';
import { fieldsOf } from '../../../core/vendor/vendor-words';
import type { FieldRows } from './field-rows';
import type { Language } from './language';
import { namesSecret, readPastedLogin } from './pasted-text';
import type { EditorEvent } from './red';

/** Fields of several lines in which everybody can read what is pasted. */
const UNCOVERED = 'textarea:not(.vendor-auth-covered)';

/**
 * Spreads a pasted login over the fields. What goes into a field of several lines is its content, unless it
 * would show a secret there. A field of one line shows none either.
 */
export function paste(
  event: EditorEvent,
  vendor: Vendor | undefined,
  rows: FieldRows,
  { words }: Language,
): void {
  const { target, originalEvent } = event;
  if (vendor === undefined) return;
  const text = originalEvent?.clipboardData?.getData('text') ?? '';
  const fields = fieldsOf(vendor);
  const fitting = Object.entries(readPastedLogin(text, vendor) ?? {}).flatMap(([name, value]) =>
    fields.filter((field) => field.name === name).map((field) => ({ field, value })),
  );
  const hasSecret = fitting.some(({ field }) => isSecretField(field));
  const isContent = target?.nodeName === 'TEXTAREA';
  const isShown = isContent ? target.closest?.(UNCOVERED) : !target?.closest?.('[type=password]');
  const showsSecret = Boolean(isShown) && (hasSecret || namesSecret(text));
  if (isContent && !showsSecret) return;
  if (showsSecret || fitting.length > 0) event.preventDefault();
  for (const { field, value } of fitting) rows.set(field.name, value);
  if (showsSecret && !hasSecret) rows.tell('baseUrl', words('help.unread'));
}
