import { responseOf } from '../../core/support/fake-vendor';
import { codeOfFailure, type Heard } from '../core';
import { LINGERING_MS, expiryWhenIssuedAgainMs } from '../expectations/lifetime';
import type { Slot } from './slot';
import type { Reply } from './steps';
import { failureOf } from './vendor';
import type { Decision, World } from './world';

/** The vendor: what it issued, for each login, and the next number for a token. */
export class Issuer {
  private readonly last = new Map<number, string>();
  private issued = 0;

  /** A token that nobody had before, or the last one of that login once more. */
  value(login: number, isAgain: boolean): string {
    const last = this.last.get(login);
    if (isAgain && last !== undefined) return last;
    const value = `token-of-${login}-${++this.issued}`;
    this.last.set(login, value);
    return value;
  }
}

/** What a reply to the open token request of a slot sends, and what must follow from it. */
export function decide(world: World, slot: Slot, reply: Reply, issuer: Issuer): Decision {
  if (reply.kind === 'fails') return failing(world, slot, reply);
  const { lifetimeSeconds } = reply;
  const value = issuer.value(slot.at.login, reply.kind === 'issues-again');
  const body = { access_token: value, expires_in: lifetimeSeconds };
  return {
    respond: () => responseOf({ body }),
    apply: () => {
      const startMs = slot.model.request?.startMs ?? NaN;
      const told = startMs + lifetimeSeconds * 1000;
      const first = slot.lives.get(value);
      const isSame = first !== undefined && startMs <= first.diesByMs;
      const untilMs = isSame
        ? Math.max(startMs, expiryWhenIssuedAgainMs(first.untilMs, told))
        : told;
      const isKept = isSame && first.untilMs < told;
      const diesByMs = isKept
        ? first.diesByMs
        : world.nowMs + lifetimeSeconds * 1000 + LINGERING_MS;
      const livesSeconds = (untilMs - startMs) / 1000;
      slot.useless.delete(value);
      slot.lives.set(value, { fromMs: world.nowMs, untilMs, diesByMs });
      slot.model.issued(value, livesSeconds, untilMs, world.nowMs);
      slot.expected.push({ type: 'issued', lifetimeSeconds: livesSeconds });
    },
  };
}

function failing(world: World, slot: Slot, reply: Extract<Reply, { kind: 'fails' }>): Decision {
  const { facts, respond } = failureOf(reply.how, reply.retryAfterSeconds, slot.login);
  return {
    respond,
    apply: () => {
      const tokenStillValid = slot.model.isValid(world.nowMs);
      const heldBackSeconds = slot.model.failed(facts, world.nowMs);
      slot.expected.push({ type: 'failed', code: facts.code, heldBackSeconds, tokenStillValid });
    },
  };
}

/** What listeners must hear of token requests that ended: each of them once (rule T7). */
export type Announcement =
  | { readonly type: 'issued'; readonly lifetimeSeconds: number }
  | {
      readonly type: 'failed';
      readonly code: string;
      readonly heldBackSeconds: number;
      readonly tokenStillValid: boolean;
    };

/** What listeners heard of token requests that ended, in the same words. */
export function announcements(heard: readonly Heard[]): Announcement[] {
  return heard.flatMap((event): Announcement[] => {
    if (event.type === 'issued')
      return [{ type: 'issued', lifetimeSeconds: event.lifetimeSeconds }];
    if (event.type !== 'failed') return [];
    const { heldBackSeconds, tokenStillValid } = event;
    return [{ type: 'failed', code: codeOfFailure(event), heldBackSeconds, tokenStillValid }];
  });
}
