import type { Sentence } from '../../../core/base/sentence';
import type { Language } from './language';
import { Latest } from './latest';
import { jQuery, post } from './red';
import { refusalOf } from './test-panel';

/** What the runtime answers; see node-red/nodes/vendor-auth/offered-grants.ts. */
interface GrantsAnswer {
  readonly grants?: readonly { readonly number: string; readonly label: string }[];
  readonly says: readonly Sentence[];
  readonly hint?: readonly Sentence[];
}

/**
 * The list in the dialog of `agility-revoke-grant`. It is asked for by its button alone, and a grant that is
 * chosen from it goes into the field Grant, and no further.
 */
export class GrantList {
  private readonly latest = new Latest();

  constructor(private readonly language: Language) {
    jQuery('#vendor-auth-list-grants').on('click', () => this.ask());
    jQuery('#vendor-auth-grants').on('change', () => choose());
    // What is listed are grants of the login that was chosen before.
    jQuery('#node-input-auth').on('change', () => {
      this.latest.end();
      this.show([], '');
    });
    this.show([], '');
  }

  private ask(): void {
    const { words, sayAll } = this.language;
    const isLatest = this.latest.begin();
    const id = jQuery('#node-input-auth').val() ?? '';
    this.show([], words('grants.asking'));
    post(
      'vendor-auth/grants',
      { id: id === '_ADD_' ? '' : id },
      {
        success: (answer) => {
          if (!isLatest()) return;
          const { grants = [], says, hint = [] } = answer as GrantsAnswer;
          this.show(grants, sayAll([...says, ...hint]));
        },
        error: ({ status }) => {
          if (isLatest()) this.show([], words(refusalOf(status)));
        },
      },
    );
  }

  private show(grants: NonNullable<GrantsAnswer['grants']>, says: string): void {
    const select = jQuery('#vendor-auth-grants')
      .empty()
      .toggle(grants.length > 0);
    const offer = (value: string, text: string) =>
      select.append(jQuery('<option>').attr('value', value).text(text));
    offer('', this.language.words('grants.choose'));
    for (const { number, label } of grants) offer(number, label);
    jQuery('#vendor-auth-grants-says').text(says);
  }
}

function choose(): void {
  const number = jQuery('#vendor-auth-grants').val();
  if (!number) return;
  const field = jQuery('#node-input-grant');
  field.typedInput('type', 'str');
  field.typedInput('value', number);
}
