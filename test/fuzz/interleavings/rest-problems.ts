import { observedStatus } from '../core';
import { callerProblem, isClose } from './caller-problem';
import { announcements } from './replies';
import type { Slot } from './slot';
import type { World } from './world';

/** What is wrong once everything that can run has run. */
export function problemsAtRest(world: World): string[] {
  const { nowMs } = world;
  const problems = [...world.problems];
  for (const slot of world.slots) {
    const where = `process ${slot.at.process}, login ${slot.at.login}`;
    if (slot.model.request?.isSent === false)
      problems.push(`${where}: a token request is due, and not made`);
    for (const problem of [statusProblem(slot, nowMs), hearingProblem(slot, world.isHeard)]) {
      if (problem !== undefined) problems.push(`${where}: ${problem}`);
    }
  }
  for (const caller of world.callers) {
    const problem = callerProblem(caller, nowMs);
    if (problem !== undefined) problems.push(`login ${caller.slot.at.login}: ${problem}`);
  }
  return problems;
}

/** Each token request that ended is told once, a failed one also where nobody waited (rule T7). */
function hearingProblem({ heard, expected }: Slot, isHeard: boolean): string | undefined {
  if (!isHeard) return undefined;
  const [got, due] = [announcements(heard), expected].map((list) => JSON.stringify(list));
  return got === due ? undefined : `listeners heard ${got} in place of ${due}`;
}

/** What an operator is shown must be what is. */
function statusProblem({ source, model }: Slot, nowMs: number): string | undefined {
  if (source === undefined) return undefined;
  const shown = observedStatus(source);
  const isValid = model.isValid(nowMs);
  const heldSeconds = model.heldSeconds(nowMs);
  const state = stateOf(isValid, model.request !== undefined, heldSeconds);
  if (shown.state !== state) return `the status is ${shown.state} in place of ${state}`;
  if (shown.tokenRequests !== model.requestsSent) {
    return `the status counts ${shown.tokenRequests} token requests, not ${model.requestsSent}`;
  }
  const secondsLeft = isValid ? (model.current!.expiresAtMs - nowMs) / 1000 : undefined;
  if (!isSame(shown.secondsLeft, secondsLeft)) {
    return `the status shows ${shown.secondsLeft} s left in place of ${secondsLeft} s`;
  }
  const held = state === 'held-back' ? heldSeconds : undefined;
  if (isSame(shown.heldBackSeconds, held)) return undefined;
  return `the status shows a hold of ${shown.heldBackSeconds} s in place of ${held} s`;
}

function stateOf(isValid: boolean, isRequesting: boolean, heldSeconds: number): string {
  if (isRequesting) return 'requesting';
  if (isValid) return 'valid';
  return heldSeconds > 0 ? 'held-back' : 'none';
}

function isSame(one: number | undefined, other: number | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return isClose(one, other);
}
