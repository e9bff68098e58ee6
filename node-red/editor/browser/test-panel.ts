import type { FieldName } from '../../../core/fields';
import type { FieldRows } from './field-rows';
import type { Words } from './forms';
import { Latest } from './latest';
import { ajax, jQuery, reveal } from './red';
import { duration } from './duration';

/** What the runtime answers to a test; see node-red/nodes/vendor-auth/admin.ts. */
export interface TestAnswer {
  readonly verdict: 'accepted' | 'issued' | 'failed';
  readonly says: string;
  readonly hint?: string;
  readonly code?: string;
  readonly secondsLeft?: number;
  readonly nextAttemptInSeconds?: number;
  readonly changed?: ChangedSetting;
  readonly problems?: readonly { readonly field: FieldName; readonly message: string }[];
  readonly certificate?: ServerCertificate;
}

/** What keeps a saved secret from being used, and what to enter for that. */
interface ChangedSetting {
  readonly field: string;
  readonly isAddress: boolean;
  readonly lent: 'secret' | 'variable';
  readonly enter: readonly string[];
}

interface ServerCertificate {
  readonly pem: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly validUntil: string;
}

/** By the status with which Node-RED refuses a test. */
const refusals: Readonly<Record<number, string>> = {
  401: 'test.forbidden',
  403: 'test.otherOrigin',
};

/** The Test button and what came of it. */
export class TestPanel {
  private readonly latest = new Latest();
  private isRunning = false;

  constructor(
    private readonly rows: FieldRows,
    /** What the dialog holds, as the runtime wants it. */
    private readonly configuration: () => object,
    private readonly words: Words,
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
    if (!this.rows.checkAll()) {
      this.show('failed', this.words('test.incomplete'), []);
      return;
    }
    const isLatest = this.latest.begin();
    this.isRunning = true;
    this.show('running', this.words('test.running'), []);
    ajax({
      url: 'vendor-auth/test',
      method: 'POST',
      dataType: 'json',
      contentType: 'application/json',
      data: JSON.stringify(this.configuration()),
      success: (answer) => {
        if (!isLatest()) return;
        this.isRunning = false;
        this.tell(answer as TestAnswer);
        this.tested();
      },
      error: ({ status }) => {
        if (!isLatest()) return;
        this.isRunning = false;
        this.show('failed', this.words(refusals[status] ?? 'test.unreachable'), []);
      },
    });
  }

  private tell(answer: TestAnswer): void {
    for (const { field, message } of answer.problems ?? []) this.rows.tell(field, message);
    const details = answer.changed === undefined ? whatCame(answer, this.words) : [];
    if (answer.changed !== undefined) details.push(...this.whatChanged(answer.changed));
    if (answer.nextAttemptInSeconds !== undefined) {
      const time = duration(answer.nextAttemptInSeconds, this.words);
      details.push(this.words('test.replayed', { time }));
    }
    if (answer.secondsLeft !== undefined) {
      details.push(this.words('test.lasts', { time: duration(answer.secondsLeft, this.words) }));
    }
    this.show(answer.verdict, this.words(`test.${answer.verdict}`), details);
    if (answer.certificate !== undefined) this.offer(answer.certificate);
    reveal(jQuery('#vendor-auth-test-result'));
  }

  private whatChanged({ field, isAddress, lent, enter }: ChangedSetting): string[] {
    const isVariable = lent === 'variable';
    const address = isVariable ? 'test.variableNewAddress' : 'test.newAddress';
    const setting = isVariable ? 'test.variableNewSetting' : 'test.newSetting';
    const fields = enter.map((name) => this.rows.labelOf(name)).join(', ');
    return [
      this.words(isAddress ? address : setting, { field: this.rows.labelOf(field) }),
      this.words('advice.secret-needed', { fields }),
    ];
  }

  /** Lets a person trust a server that vouches for itself, instead of trusting whoever answers. */
  private offer(certificate: ServerCertificate): void {
    const { subject, fingerprint, validUntil } = certificate;
    const facts = { subject, fingerprint, date: new Date(validUntil).toLocaleDateString() };
    jQuery('#vendor-auth-test-result').append(
      jQuery('<p>').text(this.words('certificate.facts', facts)),
      jQuery('<button type="button" class="red-ui-button" id="vendor-auth-trust">')
        .text(this.words('certificate.trust'))
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

function whatCame({ says, code, hint = '' }: TestAnswer, words: Words): string[] {
  return [says, code === undefined ? hint : words(`advice.${code}`, { hint })];
}
