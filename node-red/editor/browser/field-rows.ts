import {
  GROUP_QUESTIONS,
  isFieldRequired,
  isFieldShown,
  isStoredEncrypted,
  type Field,
  type FieldGroup,
  type FieldName,
} from '../../../core/fields/field';
import type { Vendor } from '../../../core/vendor/vendor';
import { fieldByName, fieldsOf, helpOf, labelOf } from '../../../core/vendor/vendor-words';
import { checkField } from './field-check';
import { FieldControl } from './field-control';
import { AllFieldElements } from './field-elements';
import type { Language } from './language';
import { jQuery, type Query } from './red';
import { choiceTextOf } from './vendor-texts';

const GROUPS = Object.keys(GROUP_QUESTIONS) as readonly FieldGroup[];

/** The rows of the dialog that hold the fields of the vendor that is chosen. */
export class FieldRows {
  private readonly elements: AllFieldElements;
  private vendor: Vendor | undefined;
  /** Those of the vendor. */
  private fields: readonly Field[] = [];

  constructor(
    private readonly vendors: readonly Vendor[],
    private readonly language: Language,
    private readonly changed: () => void,
  ) {
    this.elements = new AllFieldElements(vendors);
    this.on('input change', (field) => this.hear(field));
    this.on('blur', (field) => this.checkTyped(field, { repair: true }));
  }

  /** Shows the fields of that vendor, in its order and words, and no others. */
  show(vendor: Vendor): void {
    const before = this.vendor;
    this.vendor = vendor;
    this.fields = fieldsOf(vendor);
    for (const named of this.elements.all())
      jQuery(`#${this.elements.of(named).row}`).toggle(false);
    for (const field of this.fields) {
      this.row(field).appendTo(jQuery(placeOf(field)));
      this.putWords(vendor, field);
      if (before === undefined) this.control(field).load(field);
      else this.takeOver(field, before);
    }
    for (const field of this.fields) this.checkTyped(field, { repair: false });
    this.showGroups();
    this.showWhatCounts();
  }

  /** What stands in the fields that count. */
  values(): Record<string, string | boolean> {
    return Object.fromEntries(
      this.counting().map((field) => [field.name, this.control(field).typed(field)]),
    );
  }

  /** Checks every field that counts; says whether all are right. */
  checkAll(): boolean {
    return this.counting()
      .map((field) => this.check(field, { repair: true }))
      .every((isRight) => isRight);
  }

  set(name: FieldName, value: string): void {
    const field = this.field(name);
    if (field === undefined) return;
    this.control(field).put(field, value);
    this.control(field).element.trigger('change');
  }

  /** Acts on these events of the vendor's fields. */
  on(events: string, act: (field: Field) => void): void {
    for (const named of this.elements.all()) {
      new FieldControl(this.elements.of(named)).element.on(events, () => {
        const field = this.field(named.name);
        if (field !== undefined) act(field);
      });
    }
  }

  /** Tells of a field what the runtime found wrong with it. */
  tell(name: FieldName, problem: string | undefined): void {
    const field = this.field(name);
    if (field === undefined) return;
    const isWrong = problem !== undefined;
    const control = this.control(field);
    control.element.toggleClass('input-error', isWrong);
    control.setAttribute('aria-invalid', isWrong ? 'true' : undefined);
    jQuery(`#${this.elements.of(field).problem}`)
      .text(problem ?? '')
      .toggle(isWrong);
    if (isWrong) unfold(field);
  }

  /** Empties what belongs to other vendors, so that no secret of theirs stays behind. */
  dropOthers(): void {
    for (const field of this.vendors.flatMap(fieldsOf)) {
      const isOthers = this.field(field.name) === undefined;
      if (isStoredEncrypted(field) && isOthers) this.control(field).empty();
    }
  }

  private hear(field: Field): void {
    const control = this.control(field);
    control.dropMark(field);
    control.save(field);
    this.checkTyped(field, { repair: false });
    this.showWhatCounts();
    this.changed();
  }

  private counting(): readonly Field[] {
    return this.fields.filter((field) => isFieldShown(field, this.valueOf));
  }

  private showWhatCounts(): void {
    const counting = new Set(this.counting());
    for (const field of this.fields) {
      this.row(field).toggle(counting.has(field));
      const isRequired = isFieldRequired(field, this.valueOf);
      this.control(field).setAttribute('aria-required', isRequired ? 'true' : undefined);
    }
  }

  /** Folds away the questions that are answered as the standard does. */
  private showGroups(): void {
    for (const group of GROUPS) {
      const fields = this.fields.filter((field) => field.group === group);
      jQuery(`#vendor-auth-group-${group}`)
        .toggle(fields.length > 0)
        .prop('open', false);
      for (const field of fields) if (this.isFilled(field)) unfold(field);
    }
  }

  private isFilled(field: Field): boolean {
    const value = this.valueOf(field.name);
    return isFieldShown(field, this.valueOf) && value !== '' && value !== field.default;
  }

  private field(name: FieldName): Field | undefined {
    return this.fields.find((candidate) => candidate.name === name);
  }

  private row(field: Field): Query {
    return jQuery(`#${this.elements.of(field).row}`);
  }

  private control(field: Field): FieldControl {
    return new FieldControl(this.elements.of(field));
  }

  private readonly valueOf = (name: FieldName): string => {
    const field = this.field(name);
    return field === undefined ? '' : this.control(field).valueOf(field);
  };

  /** What is not filled in yet is no mistake until somebody says that all is. */
  private checkTyped(field: Field, how: { repair: boolean }): void {
    if (this.control(field).typed(field) === '') this.tell(field.name, undefined);
    else this.check(field, how);
  }

  private check(field: Field, { repair }: { repair: boolean }): boolean {
    if (this.vendor === undefined) return true;
    const control = this.control(field);
    const checked = checkField(this.vendor, field, control.typed(field), this.valueOf);
    const { problem, repaired } = checked;
    this.tell(field.name, problem === undefined ? undefined : this.language.say(problem));
    if (repair && repaired !== undefined) control.put(field, repaired);
    return problem === undefined;
  }

  private putWords(vendor: Vendor, field: Field): void {
    const { say } = this.language;
    const row = this.row(field);
    row.find('.vendor-auth-label').text(say(labelOf(vendor, field)));
    row.find('.vendor-auth-help').text(say(helpOf(vendor, field)));
    const control = this.control(field);
    control.setAttribute('placeholder', field.placeholder);
    if (field.choices === undefined) return;
    control.offer(field, (choice) => say(choiceTextOf(vendor, field, choice)));
  }

  /** Keeps what somebody typed; what is only the other vendor's default gives way to this one's. */
  private takeOver(field: Field, before: Vendor): void {
    const control = this.control(field);
    const other = fieldByName(before, field.name);
    const isDefault = other?.kind === field.kind && control.valueOf(field) === other.default;
    if (isDefault && other.default !== field.default) control.put(field, '');
    control.save(field);
  }
}

function placeOf({ group, advanced }: Field): string {
  if (group !== undefined) return `#vendor-auth-group-${group}-fields`;
  return advanced === true ? '#vendor-auth-folded' : '#vendor-auth-fields';
}

/** Opens what the field is folded away in. */
function unfold({ group, advanced }: Field): void {
  if (group !== undefined) jQuery(`#vendor-auth-group-${group}`).prop('open', true);
  if (group !== undefined || advanced === true) jQuery('#vendor-auth-advanced').prop('open', true);
}
