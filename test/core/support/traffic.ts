import fc from 'fast-check';
import { createTokenSource, VendorAuthError } from '../../../core';
import { settingsOf } from './credentials';
import { responseOf, settled } from './fake-vendor';
import { SimulatedClock } from './simulated-clock';

/** One thing that happens to a token source. */
export type Step =
  | { readonly kind: 'ask'; readonly callers: number }
  | { readonly kind: 'answer'; readonly lifetimeSeconds: number }
  | { readonly kind: 'fail'; readonly status: number }
  | { readonly kind: 'cancel-oldest' }
  | { readonly kind: 'reject'; readonly which: 'latest' | 'earlier' }
  | { readonly kind: 'pass'; readonly seconds: number };

export function randomTraffic(): fc.Arbitrary<Step[]> {
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('ask'), callers: fc.integer({ min: 1, max: 5 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('answer'),
        lifetimeSeconds: fc.constantFrom(2, 10, 300, 1800),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('fail'), status: fc.constantFrom(401, 429, 503) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel-oldest') }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('reject'),
        which: fc.constantFrom('latest', 'earlier'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('pass'),
        seconds: fc.constantFrom(0.5, 1, 9, 55, 238, 296, 1750, 4000),
      }),
    },
  );
  return fc.array(step, { minLength: 1, maxLength: 40 });
}

export interface Traffic {
  readonly mostAtOnce: number;
  /** Requests made although a token was good, a failure recent, or another request open. */
  readonly needlessRequests: readonly string[];
  /** Callers who got a token that had expired, or that was rejected before they asked. */
  readonly badTokens: readonly string[];
  /** Callers left without token or error. */
  readonly unanswered: number;
}

interface Open {
  readonly startMs: number;
  succeed(lifetimeSeconds: number): void;
  fail(status: number): void;
}

/**
 * Runs the steps, and judges every request and every answer by a model of its own: what the token
 * rules say of the last token issued, its age, and the last failure.
 */
export async function runTraffic(steps: readonly Step[]): Promise<Traffic> {
  const clock = new SimulatedClock();
  const settings = settingsOf('dvinci');
  const source = createTokenSource(settings, clock, () => 0);
  const open: Open[] = [];
  const issued: string[] = [];
  const needlessRequests: string[] = [];
  const badTokens: string[] = [];
  const dropped = new Set<string>();
  const ages = new Map<string, { issuedAtMs: number; expiresAtMs: number }>();
  const cancellable: AbortController[] = [];
  let refreshDueAtMs = -Infinity;
  let heldUntilMs = -Infinity;
  let mostAtOnce = 0;
  let unanswered = 0;

  const send = () => {
    const nowMs = clock.monotonicMs();
    if (open.length > 0) needlessRequests.push('while another is open');
    if (nowMs < refreshDueAtMs) needlessRequests.push('though the token is good');
    if (nowMs < heldUntilMs) needlessRequests.push('though a failure is recent');
    return new Promise<ReturnType<typeof responseOf>>((resolve) => {
      const finish = () => void open.splice(open.indexOf(entry), 1);
      const entry: Open = {
        startMs: nowMs,
        succeed(lifetimeSeconds) {
          finish();
          const value = `token-${issued.length}`;
          const windowMs = Math.min(60_000, (lifetimeSeconds * 1000) / 5);
          issued.push(value);
          ages.set(value, {
            issuedAtMs: clock.monotonicMs(),
            expiresAtMs: nowMs + lifetimeSeconds * 1000,
          });
          refreshDueAtMs = nowMs + lifetimeSeconds * 1000 - windowMs;
          resolve(responseOf({ body: { access_token: value, expires_in: lifetimeSeconds } }));
        },
        fail(status) {
          finish();
          heldUntilMs = clock.monotonicMs() + 1000;
          resolve(responseOf({ status, body: { error: 'invalid_client' } }));
        },
      };
      open.push(entry);
      mostAtOnce = Math.max(mostAtOnce, open.length);
    });
  };

  const ask = async () => {
    const controller = new AbortController();
    cancellable.push(controller);
    unanswered++;
    const droppedBefore = new Set(dropped);
    const askedAtMs = clock.monotonicMs();
    try {
      const token = await source.token({ settings, send, signal: controller.signal });
      if (droppedBefore.has(token.value)) badTokens.push(`${token.value} was rejected before`);
      const age = ages.get(token.value);
      // One that was still to come when it was asked for, and takes longer than it lives, is late.
      const wasThere = age !== undefined && age.issuedAtMs < askedAtMs;
      if (wasThere && age.expiresAtMs <= askedAtMs) badTokens.push(`${token.value} had expired`);
    } catch (error) {
      if (!(error instanceof VendorAuthError)) throw error;
    } finally {
      unanswered--;
    }
  };

  for (const step of steps) {
    if (step.kind === 'ask') for (let i = 0; i < step.callers; i++) void ask();
    if (step.kind === 'answer') open[0]?.succeed(step.lifetimeSeconds);
    if (step.kind === 'fail') open[0]?.fail(step.status);
    if (step.kind === 'cancel-oldest') cancellable.shift()?.abort();
    if (step.kind === 'pass') clock.advanceSeconds(step.seconds);
    if (step.kind === 'reject') {
      const value = step.which === 'latest' ? issued.at(-1) : issued.at(-2);
      const isLatest = value === issued.at(-1);
      if (value !== undefined && source.reject(value)) {
        dropped.add(value);
        if (isLatest) refreshDueAtMs = -Infinity;
      }
    }
    await settled();
  }
  while (open.length > 0) {
    open[0]?.succeed(300);
    await settled();
  }
  return { mostAtOnce, needlessRequests, badTokens, unanswered };
}
