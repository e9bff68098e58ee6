import type { AccessToken } from '../../../core';
import { deserialize, serialize } from 'node:v8';

/** What is needed to send a request once more, since its answer takes the place of its payload. */
export interface SentRequest {
  /** The token that the message was given. */
  readonly token: AccessToken;
  /** What the message asked for, without the token. */
  readonly headers: Record<string, unknown>;
  readonly payload: unknown;
  readonly progress: Progress;
}

/** How often a request was sent: as it was asked for, again with a token that was too new, with another. */
export type Progress = 'first' | 'tooNew' | 'repetition';

interface Kept {
  readonly token: AccessToken;
  readonly progress: Progress;
  /** A copy that nobody changes on the way, and whose size is known. */
  readonly content: Buffer;
  readonly keptAtMs: number;
}

export interface Limits {
  readonly count: number;
  readonly bytes: number;
  readonly ageMs: number;
}

const LIMITS: Limits = { count: 10_000, bytes: 32 * 1024 * 1024, ageMs: 60 * 60 * 1000 };

/**
 * The requests that are on their way through an `http request` node and back. Their number, size and
 * age are limited: of what exceeds that, the oldest are forgotten first.
 */
export class SentRequests {
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  constructor(
    private readonly monotonicMs: () => number,
    private readonly limits: Limits = LIMITS,
  ) {}

  get size(): number {
    return this.kept.size;
  }

  /** Keeps a request, unless its payload cannot be copied or is too large by itself. */
  keep(id: string, { token, progress, headers, payload }: SentRequest): void {
    const content = copyOf({ headers, payload });
    if (content === undefined || content.length > this.limits.bytes) return;
    this.kept.set(id, { token, progress, content, keptAtMs: this.monotonicMs() });
    this.bytes += content.length;
    this.forgetOldest();
  }

  /** The request of that id, which is forgotten thereby; undefined if it is not known any more. */
  take(id: string): SentRequest | undefined {
    const kept = this.kept.get(id);
    if (kept === undefined) return undefined;
    this.forget(id, kept);
    const content = deserialize(kept.content) as Pick<SentRequest, 'headers' | 'payload'>;
    return { token: kept.token, progress: kept.progress, ...content };
  }

  private forgetOldest(): void {
    const tooOldMs = this.monotonicMs() - this.limits.ageMs;
    for (const [id, kept] of this.kept) {
      const isWithin =
        this.kept.size <= this.limits.count &&
        this.bytes <= this.limits.bytes &&
        kept.keptAtMs > tooOldMs;
      if (isWithin) return;
      this.forget(id, kept);
    }
  }

  private forget(id: string, kept: Kept): void {
    this.kept.delete(id);
    this.bytes -= kept.content.length;
  }
}

function copyOf(content: Pick<SentRequest, 'headers' | 'payload'>): Buffer | undefined {
  try {
    return serialize(content);
  } catch {
    // Functions and streams cannot be copied, and so not be sent again either.
    return undefined;
  }
}
