import { LINGERING_MS, OTHERS_REQUEST_MS } from '../expectations/lifetime';
import { parseStored, serializeStored, type StoredToken } from '../core';
import { isClose } from './caller-problem';
import type { Slot } from './slot';
import type { StoredFacts } from './slot-model';
import type { Place } from './steps';
import type { World } from './world';

interface Row extends StoredFacts {
  readonly stored: StoredToken;
  /** By how much the wall clock that stored it is ahead of the time that really passed. */
  readonly wallAheadMs: number;
  /** When the token really ends. */
  readonly untilMs: number;
}

/** What the processes of a scenario store of their tokens, and take over from each other. */
export class StoredRows {
  /** For each login, the newest first. */
  private readonly rows = new Map<number, Row[]>();

  constructor(private readonly world: World) {}

  store(slot: Slot): void {
    const { nowMs } = this.world;
    const source = this.world.sourceOf(slot);
    const { model, at } = slot;
    const stored = source.stored();
    if ((stored !== undefined) !== model.isValid(nowMs)) {
      this.world.complain(slot, 'what is stored is not the token in use');
    }
    const { current } = model;
    if (stored === undefined || current === undefined) return;
    const wallMs = this.wallMs(at);
    const facts: StoredFacts = {
      value: current.value,
      lifetimeSeconds: current.lifetimeSeconds,
      storedAtWallMs: wallMs,
      expiresAtWallMs: wallMs + (current.expiresAtMs - nowMs),
    };
    const isRight =
      stored.accessToken === facts.value &&
      stored.identity === slot.settings.identity &&
      isClose(stored.lifetimeSeconds, facts.lifetimeSeconds) &&
      isClose(stored.storedAtMs, facts.storedAtWallMs) &&
      isClose(stored.expiresAtMs, facts.expiresAtWallMs);
    if (!isRight) this.world.complain(slot, `it stored ${JSON.stringify(stored)}`);
    const read = parseStored(serializeStored(stored)) ?? stored;
    const row = {
      ...facts,
      stored: read,
      wallAheadMs: wallMs - nowMs,
      untilMs: current.expiresAtMs,
    };
    this.rows.set(at.login, [row, ...(this.rows.get(at.login) ?? [])]);
  }

  /**
   * @param login - whose row it is, which may be another one's
   * @returns whether it was taken over
   */
  adopt(slot: Slot, login: number, which: number): boolean {
    const row = this.rows.get(login)?.[which];
    if (row === undefined) return false;
    const source = this.world.sourceOf(slot);
    const { nowMs } = this.world;
    const { model, at } = slot;
    const wallMs = this.wallMs(at);
    const isTakenOver = source.adopt(row.stored);
    const isDue = login === at.login && model.adopts(row, wallMs, nowMs);
    if (isTakenOver !== isDue) {
      const what = isTakenOver ? 'was taken over' : 'was not taken over';
      this.world.complain(slot, `the stored ${row.value} ${what}`);
    }
    if (!isDue) return false;
    const untilMs = model.current?.expiresAtMs ?? NaN;
    const isWallSteady = isClose(row.wallAheadMs, wallMs - nowMs);
    // Whatever the wall clock says, where it did not jump it agrees with the time that passed (T14).
    if (isWallSteady && !isClose(untilMs, row.untilMs)) {
      this.world.complain(slot, `the stored ${row.value} lives longer or shorter than it did`);
    }
    slot.lives.set(row.value, {
      fromMs: nowMs,
      untilMs,
      diesByMs: untilMs + OTHERS_REQUEST_MS + LINGERING_MS,
    });
    return true;
  }

  private wallMs({ process }: Place): number {
    return this.world.processes[process]!.clock.wallMs();
  }
}
