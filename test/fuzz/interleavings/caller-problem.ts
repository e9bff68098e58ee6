import { VendorAuthError } from '../core';
import type { Caller } from './slot';

/** What is wrong with what a caller got, or with its having got nothing; undefined if nothing is. */
export function callerProblem(caller: Caller, nowMs: number): string | undefined {
  const { expectation, got, mayBeCancelled } = caller;
  if (got === undefined) {
    return expectation.kind === 'waits' ? undefined : `a caller waits in place of ${told(caller)}`;
  }
  if (expectation.kind === 'waits') return 'a caller got something before anything came';
  if ('token' in got) {
    const { value } = got.token;
    const isExpected = expectation.kind === 'token' && expectation.value === value;
    return isExpected
      ? uselessness(caller, value, nowMs)
      : `a caller got ${value}, not ${told(caller)}`;
  }
  const isLost = expectation.kind === 'token' && caller.slot.useless.has(expectation.value);
  const due = isLost ? (caller.orElse ?? expectation) : expectation;
  return errorProblem({ ...caller, expectation: due }, got.error, mayBeCancelled);
}

/** Judged by what was rejected and what has expired, whatever the model says. */
function uselessness(caller: Caller, value: string, nowMs: number): string | undefined {
  const { slot, askedAtMs, useless } = caller;
  if (!value.startsWith(`token-of-${slot.at.login}-`))
    return `another login's ${value} was given out`;
  const life = slot.lives.get(value);
  if (life === undefined) return `${value} was never issued`;
  // A token that came while somebody waited for it is not looked at again, however short it lives.
  if (life.fromMs >= askedAtMs) return undefined;
  if (life.untilMs <= nowMs) return `the dead ${value} was given out`;
  return useless.has(value)
    ? `${value} was given out after it was rejected or forgotten`
    : undefined;
}

function errorProblem(caller: Caller, error: unknown, mayBeCancelled: boolean): string | undefined {
  const { expectation } = caller;
  if (!(error instanceof VendorAuthError)) return `a caller got ${String(error)}`;
  if (error.code === 'cancelled' && mayBeCancelled) return undefined;
  const got = `${error.code}${error.replayed ? ' told again' : ''}`;
  if (expectation.kind !== 'error') return `a caller got ${got}, not ${told(caller)}`;
  const { code, heldSeconds } = expectation;
  if (error.code !== code || error.replayed !== (heldSeconds !== undefined)) {
    return `a caller got ${got}, not ${told(caller)}`;
  }
  if (heldSeconds === undefined) return undefined;
  const seconds = error.retryAfterSeconds ?? NaN;
  return isClose(seconds, heldSeconds)
    ? undefined
    : `the hold is told as ${seconds} s, not ${heldSeconds} s`;
}

export function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) < 1e-6;
}

function told({ expectation }: Caller): string {
  if (expectation.kind === 'token') return expectation.value;
  if (expectation.kind === 'waits') return 'nothing yet';
  return `the error ${expectation.code}${expectation.heldSeconds === undefined ? '' : ' told again'}`;
}
