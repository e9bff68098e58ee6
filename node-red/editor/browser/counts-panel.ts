import { duration } from './duration';
import type { Words } from './forms';
import { ajax, jQuery } from './red';

/** What an operator may know of one deployed configuration; see node-red/nodes/vendor-auth/admin.ts. */
export interface Counts {
  readonly id: string;
  readonly state: string;
  readonly tokenRequests: number;
  readonly secondsLeft?: number;
  readonly refreshDueInSeconds?: number;
  readonly heldBackSeconds?: number;
  readonly lastError?: string;
}

/** Shows how the deployed configuration is doing; nothing while there is none, or no permission. */
export function showCounts(id: string, words: Words): void {
  jQuery('#vendor-auth-counts').toggle(false);
  ajax({
    url: 'vendor-auth/stats',
    method: 'GET',
    dataType: 'json',
    success: (answer) => {
      const { configurations } = answer as { configurations: readonly Counts[] };
      const counts = configurations.find((candidate) => candidate.id === id);
      if (counts === undefined) return;
      jQuery('#vendor-auth-counts').toggle(true);
      jQuery('#vendor-auth-counts-text').text(countsInWords(counts, words));
    },
    error: () => undefined,
  });
}

/** What there is to say of a configuration, sentence after sentence. */
export function countsInWords(counts: Counts, words: Words): string {
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
    sentences.push(words('counts.lastError', { error: counts.lastError }));
  }
  return sentences.join(' ');
}
