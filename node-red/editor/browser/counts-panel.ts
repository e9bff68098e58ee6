import type { Sentence } from '../../../core/base/sentence';
import { duration } from './duration';
import type { Language } from './language';
import { Latest } from './latest';
import { ajax, jQuery, post } from './red';

/** What an operator may know of one deployed configuration; see node-red/nodes/vendor-auth/admin.ts. */
export interface Counts {
  readonly id: string;
  readonly state: string;
  readonly tokenRequests: number;
  readonly secondsLeft?: number;
  readonly refreshDueInSeconds?: number;
  readonly heldBackSeconds?: number;
  /** What failed last, and what to do about it. */
  readonly lastError?: readonly Sentence[];
}

/** How the configuration of that id is doing as it is deployed. */
export class CountsPanel {
  private readonly latest = new Latest();

  constructor(
    private readonly id: string,
    private readonly language: Language,
  ) {
    jQuery('#vendor-auth-counts').toggle(false);
    jQuery('#vendor-auth-forget').on('click', () => this.forget());
  }

  /** Shows the counts of now; nothing while there is no such configuration, or no permission. */
  show(): void {
    const isLatest = this.latest.begin();
    ajax({
      url: 'vendor-auth/stats',
      method: 'GET',
      dataType: 'json',
      success: (answer) => {
        const { configurations } = answer as { configurations: readonly Counts[] };
        const counts = configurations.find((candidate) => candidate.id === this.id);
        if (!isLatest()) return;
        // What stands below must not move while somebody clicks there.
        jQuery('#vendor-auth-counts').toggle(counts !== undefined);
        if (counts === undefined) return;
        jQuery('#vendor-auth-counts-text').text(countsInWords(counts, this.language));
        jQuery('#vendor-auth-forget').toggle(counts.state === 'valid');
      },
      error: () => undefined,
    });
  }

  /** Drops the token of the deployed login, so that the next request fetches a new one. */
  private forget(): void {
    const show = () => this.show();
    post('vendor-auth/forget', { id: this.id }, { success: show, error: show });
  }

  /** Shows nothing more, since the dialog may be another configuration's by now. */
  close(): void {
    this.latest.end();
  }
}

/** What there is to say of a configuration, sentence after sentence. */
export function countsInWords(counts: Counts, { words, sayAll }: Language): string {
  const time = (seconds: number) => ({ time: duration(seconds, words) });
  const sentences = [words(`counts.state.${counts.state}`)];
  if (counts.state !== 'static') {
    sentences.push(words('counts.requests', { n: counts.tokenRequests }));
  }
  if (counts.secondsLeft !== undefined) {
    sentences.push(words('counts.left', time(counts.secondsLeft)));
  }
  if (counts.refreshDueInSeconds !== undefined) {
    sentences.push(words('counts.due', time(counts.refreshDueInSeconds)));
  }
  if (counts.heldBackSeconds !== undefined) {
    sentences.push(words('counts.heldBack', time(counts.heldBackSeconds)));
  }
  if (counts.lastError !== undefined) {
    sentences.push(words('counts.lastError', { error: sayAll(counts.lastError) }));
  }
  return sentences.join(' ');
}
