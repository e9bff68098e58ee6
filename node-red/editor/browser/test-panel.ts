import type { Sentence } from '../../../core/base/sentence';
import type { FieldName } from '../../../core/fields/field';
import { duration } from './duration';
import type { FieldRows } from './field-rows';
import type { Language } from './language';
import { Latest } from './latest';
import { jQuery, post, reveal } from './red';

/** What the runtime answers to a test; see `TestOutcome` in node-red/nodes/vendor-auth/dialog-test.ts. */
export interface TestAnswer {
  readonly verdict: 'accepted' | 'limited' | 'issued' | 'failed';
  readonly says: readonly Sentence[];
  readonly hint?: readonly Sentence[];
  readonly secondsLeft?: number;
  readonly nextAttemptInSeconds?: number;
  readonly problems?: readonly { readonly field: FieldName; readonly message: Sentence }[];
  readonly certificate?: ServerCertificate;
}

interface ServerCertificate {
  readonly pem: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly validUntil: string;
}

/** By the status with which Node-RED refuses a request of a dialog. */
const refusals: Readonly<Record<number, string>> = {
  401: 'test.forbidden',
  403: 'test.otherOrigin',
};

/** The words for a status with which Node-RED itself answers. */
export function refusalOf(status: number): string {
  return refusals[status] ?? 'test.unreachable';
}

/** The Test button and what came of it. */
export class TestPanel {
  private readonly latest = new Latest();
  private isRunning = false;

  constructor(
    private readonly rows: FieldRows,
    /** What the dialog holds, as the runtime wants it. */
    private readonly configuration: () => object,
    private readonly language: Language,
    private readonly tested: () => void,
  ) {
    jQuery('#vendor-auth-test').on('click', () => this.run());
    this.clear();
  }

  /**
   * An outcome speaks of what was tested, so it goes when the dialog changes or closes. One that is
   * still to come is not shown at all.
   */
  clear(): void {
    this.latest.end();
    this.isRunning = false;
    this.show('', '', []);
  }

  private run(): void {
    if (this.isRunning) return;
    // What leaving a field does comes first: it may fill in others.
    jQuery('#vendor-auth-test').trigger('focus');
    if (!this.rows.checkAll()) {
      this.show('failed', this.language.words('test.incomplete'), []);
      return;
    }
    const isLatest = this.latest.begin();
    this.isRunning = true;
    this.show('running', this.language.words('test.running'), []);
    post('vendor-auth/test', this.configuration(), {
      success: (answer) => {
        if (!isLatest()) return;
        this.isRunning = false;
        this.tell(answer as TestAnswer);
        this.tested();
      },
      error: ({ status }) => {
        if (!isLatest()) return;
        this.isRunning = false;
        this.show('failed', this.language.words(refusalOf(status)), []);
      },
    });
  }

  private tell(answer: TestAnswer): void {
    const { words, say, sayAll } = this.language;
    for (const { field, message } of answer.problems ?? []) this.rows.tell(field, say(message));
    const details = [sayAll(answer.says), sayAll(answer.hint ?? [])];
    if (answer.nextAttemptInSeconds !== undefined) {
      details.push(words('test.replayed', { time: duration(answer.nextAttemptInSeconds, words) }));
    }
    if (answer.secondsLeft !== undefined) {
      details.push(words('test.lasts', { time: duration(answer.secondsLeft, words) }));
    }
    this.show(answer.verdict, words(`test.${answer.verdict}`), details);
    if (answer.certificate !== undefined) this.offer(answer.certificate);
    reveal(jQuery('#vendor-auth-test-result'));
  }

  /** Lets a person trust a self-signed certificate, instead of trusting whoever answers. */
  private offer(certificate: ServerCertificate): void {
    const { subject, fingerprint, validUntil } = certificate;
    const facts = { subject, fingerprint, date: new Date(validUntil).toLocaleDateString() };
    jQuery('#vendor-auth-test-result').append(
      jQuery('<p>').text(this.language.words('certificate.facts', facts)),
      jQuery('<button type="button" class="red-ui-button" id="vendor-auth-trust">')
        .text(this.language.words('certificate.trust'))
        .on('click', () => {
          this.rows.set('caCertificate', certificate.pem);
          this.run();
        }),
    );
  }

  private show(outcome: string, headline: string, details: readonly string[]): void {
    // A button that is disabled loses the focus, and the keyboard its place.
    jQuery('#vendor-auth-test').toggleClass('disabled', outcome === 'running');
    const result = jQuery('#vendor-auth-test-result').empty().attr('data-outcome', outcome);
    if (headline === '') return;
    result.append(jQuery('<strong>').text(headline));
    for (const detail of details.filter((text) => text !== '')) {
      result.append(jQuery('<p>').text(detail));
    }
  }
}
