import { isSecretField, type Choice, type Field } from '../../../core/fields/field';
import { SAVED_SECRET } from '../../lib/saved-secret';
import type { FieldElements } from './field-elements';
import { jQuery, type Query } from './red';

/** The element in which a person fills in a field, and the one that Node-RED saves. */
export class FieldControl {
  readonly element: Query;
  private readonly saved: Query | undefined;

  constructor({ control, saved }: FieldElements) {
    this.element = jQuery(`#${control}`);
    this.saved = control === saved ? undefined : jQuery(`#${saved}`);
  }

  typed({ kind }: Field): string | boolean {
    return kind === 'flag' ? this.element.prop('checked') : (this.element.val() ?? '');
  }

  /** As the rules about other fields see it. */
  valueOf(field: Field): string {
    const typed = this.typed(field);
    return typeof typed === 'boolean' ? (typed ? 'true' : '') : typed;
  }

  put(field: Field, value: string): void {
    if (field.kind === 'flag') this.element.prop('checked', value === 'true');
    else if (field.kind === 'choice') this.choose(field, value);
    else this.element.val(value);
    this.save(field);
  }

  empty(): void {
    (this.saved ?? this.element).val('');
  }

  /** Takes over what Node-RED filled in. */
  load(field: Field): void {
    if (this.saved !== undefined) this.put(field, this.saved.val() ?? '');
  }

  /** Lets Node-RED save what stands in the field. */
  save(field: Field): void {
    this.saved?.val(this.valueOf(field)).trigger('change');
  }

  /** What stands for a saved secret is no part of one that somebody types in its place. */
  dropMark(field: Field): void {
    if (!isSecretField(field)) return;
    const typed = this.valueOf(field);
    if (typed === SAVED_SECRET || !typed.includes(SAVED_SECRET)) return;
    this.element.val(typed.replace(SAVED_SECRET, ''));
  }

  /** Offers these choices; what was chosen stays if it is among them. */
  offer(field: Field, textOf: (choice: Choice) => string): void {
    const chosen = this.element.val();
    this.element.empty();
    for (const choice of field.choices ?? []) {
      const option = jQuery('<option>').attr('value', choice.value).text(textOf(choice));
      this.element.append(option);
    }
    this.choose(field, chosen);
  }

  setAttribute(name: string, value: string | undefined): void {
    if (value === undefined) this.element.removeAttr(name);
    else this.element.attr(name, value);
  }

  private choose(field: Field, value: string | null | undefined): void {
    const isKnown = field.choices?.some((choice) => choice.value === value);
    this.element.val(isKnown ? String(value) : (field.default ?? ''));
  }
}
