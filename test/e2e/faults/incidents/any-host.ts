import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

import { exactly } from '../../support/checks';
import type { Exchange } from '../server/endpoint';
import type { Incident } from './incident';

/** How long the tokens of these incidents live. */
const LIFETIME_SECONDS = 4;
/** A message may be on its way for a moment. */
const LEEWAY_SECONDS = 2;
/** A refresh is due when a fifth of the lifetime is left (rule T4). */
const windows = (seconds: number) => Math.ceil(seconds / (LIFETIME_SECONDS * 0.8)) + 2;

function shortLived({ row }: Incident): void {
  row.vendor.lifetimeSeconds = LIFETIME_SECONDS;
  row.vendor.leewaySeconds = LEEWAY_SECONDS;
}

const HOUR_MS = 3600 * 1000;

/** The host's wall clock jumps while tokens come and go (rule T14). */
export async function jumpClock(
  incident: Incident,
  clockFile: string,
  jumpHours: 1 | -1,
): Promise<void> {
  shortLived(incident);
  await incident.stream(2);
  writeFileSync(clockFile, String(jumpHours * HOUR_MS));
  await incident.stream(10);
  await incident.settle();
  incident.allSucceed(windows(12));
  writeFileSync(clockFile, '0');
}

/** The process stands still for longer than its token lives, with messages under way. */
export async function suspend(incident: Incident, pid: number): Promise<void> {
  const { vendor } = incident.row;
  shortLived(incident);
  await incident.stream(1);
  await incident.settle();
  const answer = vendor.api.behave;
  vendor.api.behave = (exchange) => void setTimeout(() => answer(exchange), 500);
  const underWay = incident.send();
  await wait(200);
  process.kill(pid, 'SIGSTOP');
  await wait(6_000);
  process.kill(pid, 'SIGCONT');
  vendor.api.behave = answer;
  await incident.stream(2);
  await incident.settle();
  incident.allSucceed(windows(9), underWay);
}

/** The token request hangs when the process is killed; `restart` brings the host back. */
export async function killWhileRefreshing(
  incident: Incident,
  pid: number,
  restart: () => Promise<void>,
): Promise<void> {
  const { vendor } = incident.row;
  vendor.token.behave = () => undefined;
  incident.send();
  await until(() => vendor.token.requests > 0);
  process.kill(pid, 'SIGKILL');
  await wait(200);
  incident.died();
  vendor.token.dropConnections();
  vendor.isSound();
  await restart();
  const before = vendor.token.requests;
  await incident.recover(10_000);
  incident.check(exactly('token requests after it', 1, vendor.token.requests - before));
}

/** The vendor answers a token request so much later. */
export function slowToken(incident: Incident, delayMs: number): void {
  const { vendor } = incident.row;
  vendor.token.behave = (exchange: Exchange) => {
    setTimeout(() => {
      if (!exchange.gone.aborted) vendor.issueToken(exchange);
    }, delayMs);
  };
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000 && !(await condition()); tries++) await wait(10);
}
