import { bodies, encoded, shaped } from './bodies';
import { certificates } from './certificates';
import { connections } from './connections';
import type { FaultKind } from './fault';
import { lifetimes } from './lifetimes';
import { proxies } from './proxies';
import { redirects } from './redirects';
import { statuses, waits } from './statuses';

/** Every fault, in the order of the table. */
export const CATALOGUE: readonly FaultKind[] = [
  connections,
  statuses,
  waits,
  bodies,
  encoded,
  shaped,
  lifetimes,
  redirects,
  certificates,
  proxies,
];
