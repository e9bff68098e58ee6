import { isFieldShown, type Field, type FieldName } from '../../../core/fields';
import { checkField } from './field-check';
import { fieldKey, wordedField, type Form, type FormField, type Words } from './forms';
import { jQuery, type Query } from './red';

const inputOf = (name: FieldName): Query => jQuery(`#node-config-input-${name}`);
const rowOf = (name: FieldName): Query => jQuery(`#vendor-auth-row-${name}`);

/** The rows of the dialog that hold the fields of the vendor that is chosen. */
export class FieldRows {
  private form: Form | undefined;

  constructor(
    private readonly names: readonly FieldName[],
    private readonly words: Words,
    private readonly changed: () => void,
  ) {
    for (const name of names) {
      inputOf(name).on('input change', () => {
        this.checkTyped(name, { repair: false });
        this.showWhatCounts();
        this.changed();
      });
      inputOf(name).on('blur', () => this.checkTyped(name, { repair: true }));
    }
  }

  /** Shows the fields of that form, in its order and words, and no others. */
  show(form: Form): void {
    this.form = form;
    for (const name of this.names) rowOf(name).toggle(false);
    for (const field of form.fields) {
      rowOf(field.name).appendTo(
        jQuery(field.advanced ? '#vendor-auth-folded' : '#vendor-auth-fields'),
      );
      this.putWords(wordedField(form, field, this.words));
      this.checkTyped(field.name, { repair: false });
    }
    this.showWhatCounts();
  }

  /** What stands in the fields that count. */
  values(): Record<string, string | boolean> {
    return Object.fromEntries(this.counting().map((field) => [field.name, this.typed(field)]));
  }

  /** Checks every field that counts; says whether all are right. */
  checkAll(): boolean {
    return this.counting()
      .map((field) => this.check(field.name, { repair: true }))
      .every((isRight) => isRight);
  }

  set(name: FieldName, value: string): void {
    inputOf(name).val(value).trigger('change');
  }

  /** Whether the vendor that is chosen has that field. */
  has(name: FieldName): boolean {
    return this.form?.fields.some((field) => field.name === name) ?? false;
  }

  /** What the dialog calls a field, or a setting beside the fields such as `tls`. */
  labelOf(name: string): string {
    const field = this.form?.fields.find((candidate) => candidate.name === name);
    return this.form === undefined || field === undefined
      ? this.words(`label.${name}`)
      : this.words(`${fieldKey(this.form.vendor, field)}.label`);
  }

  /** Tells of a field what the runtime found wrong with it. */
  tell(name: FieldName, problem: string | undefined): void {
    const isWrong = problem !== undefined;
    inputOf(name).toggleClass('input-error', isWrong);
    if (isWrong) inputOf(name).attr('aria-invalid', 'true');
    else inputOf(name).removeAttr('aria-invalid');
    jQuery(`#vendor-auth-problem-${name}`)
      .text(problem ?? '')
      .toggle(isWrong);
    if (isWrong && rowOf(name).closest('details').length > 0) {
      jQuery('#vendor-auth-advanced').prop('open', true);
    }
  }

  /** Empties what belongs to other vendors, so that no secret of theirs stays behind. */
  dropOthers(): void {
    for (const name of this.names) {
      if (this.has(name)) continue;
      if (name === 'clientId' || name === 'clientSecret' || name === 'accessToken') {
        inputOf(name).val('');
      }
    }
  }

  private counting(): readonly FormField[] {
    const fields = this.form?.fields ?? [];
    return fields.filter((field) =>
      isFieldShown(field, (name) => String(inputOf(name).val() ?? '')),
    );
  }

  private showWhatCounts(): void {
    const counting = this.counting();
    for (const field of this.form?.fields ?? []) {
      rowOf(field.name).toggle(counting.includes(field));
    }
  }

  private typed(field: FormField): string | boolean {
    const input = inputOf(field.name);
    return field.kind === 'flag' ? input.prop('checked') : (input.val() ?? '');
  }

  /** What is not filled in yet is no mistake until somebody says that all is. */
  private checkTyped(name: FieldName, how: { repair: boolean }): void {
    if (inputOf(name).val() === '') this.tell(name, undefined);
    else this.check(name, how);
  }

  private check(name: FieldName, { repair }: { repair: boolean }): boolean {
    const field = this.form?.fields.find((candidate) => candidate.name === name);
    if (this.form === undefined || field === undefined) return true;
    const worded = wordedField(this.form, field, this.words);
    const { problem, repaired } = checkField(worded, this.typed(field), this.words);
    this.tell(name, problem);
    if (repair && repaired !== undefined) inputOf(name).val(repaired);
    return problem === undefined;
  }

  private putWords(field: Field): void {
    const row = rowOf(field.name);
    row.find('.vendor-auth-label').text(field.label);
    row.find('.vendor-auth-help').text(field.help);
    if (field.placeholder === undefined) inputOf(field.name).removeAttr('placeholder');
    else inputOf(field.name).attr('placeholder', field.placeholder);
    if (field.required) inputOf(field.name).attr('aria-required', 'true');
    else inputOf(field.name).removeAttr('aria-required');
    if (field.choices !== undefined) this.putChoices(field);
  }

  private putChoices(field: Field): void {
    const select = inputOf(field.name);
    const chosen = select.val();
    select.empty();
    for (const { value, label } of field.choices ?? []) {
      select.append(jQuery('<option>').attr('value', value).text(label));
    }
    const isKnown = field.choices?.some(({ value }) => value === chosen);
    select.val(isKnown ? String(chosen) : (field.default ?? ''));
  }
}
