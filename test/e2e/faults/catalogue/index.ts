import { bodies } from './bodies';
import { certificates } from './certificates';
import { connections } from './connections';
import { encodings } from './encodings';
import type { FaultKind } from './fault';
import { lifetimes } from './lifetimes';
import { proxies } from './proxies';
import { redirects } from './redirects';
import { shapes } from './shapes';
import { statuses, waits } from './statuses';

/** Every fault, in the order of the table. */
export const CATALOGUE: readonly FaultKind[] = [
  connections,
  statuses,
  waits,
  bodies,
  encodings,
  shapes,
  lifetimes,
  redirects,
  certificates,
  proxies,
];
