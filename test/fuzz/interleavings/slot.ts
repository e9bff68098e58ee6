import type { AccessToken, Heard, Settings, TokenSource } from '../core';
import { SlotModel, type Asker } from './slot-model';
import type { Announcement } from './replies';
import type { Place, Reaction } from './steps';
import type { Login } from './vendor';

/** Someone who asked the core for a token. */
export interface Caller extends Asker {
  readonly slot: Slot;
  readonly controller: AbortController;
  readonly reaction: Reaction;
  readonly askedAtMs: number;
  /** Values that had been rejected or forgotten when this caller asked. */
  readonly useless: ReadonlySet<string>;
  /** What came of it; undefined while it waits. */
  got: { readonly token: AccessToken } | { readonly error: unknown } | undefined;
  /** Gave up while its answer was on the way: either may win. */
  mayBeCancelled: boolean;
}

/** When a token of a vendor lives. */
interface Life {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Handed out again after that, the vendor has renewed it. */
  readonly diesByMs: number;
}

/** One credential in one process: the core's source of its tokens beside the model of it. */
export class Slot {
  model: SlotModel;
  source: TokenSource | undefined;
  /** The newest first. */
  readonly handedOut: AccessToken[] = [];
  /** Values that were rejected or forgotten, and not issued again since. */
  readonly useless = new Set<string>();
  /** When each token was issued here and when it ends, for a look that needs no model. */
  readonly lives = new Map<string, Life>();
  heard: Heard[] = [];
  /** What listeners must have heard of token requests that ended. */
  expected: Announcement[] = [];

  constructor(
    readonly at: Place,
    readonly login: Login,
    private readonly random: number,
  ) {
    this.model = new SlotModel(random);
  }

  get settings(): Settings {
    return this.login.settings;
  }

  /** The core has forgotten the credential, as rule T18 allows, and with it all that it knew. */
  startAnew(): void {
    const { lastUsedMs } = this.model;
    this.model = new SlotModel(this.random);
    this.model.lastUsedMs = lastUsedMs;
    this.useless.clear();
  }

  /** The process begins again. */
  restart(): void {
    this.startAnew();
    // When a token was first told to end is known to the process alone.
    for (const [value, life] of this.lives) this.lives.set(value, { ...life, diesByMs: -Infinity });
    this.source = undefined;
    this.heard = [];
    this.expected = [];
  }
}
