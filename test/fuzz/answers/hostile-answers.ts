import fc from 'fast-check';
import type { FuzzCredential } from './credentials';
import type { Hostile, HostileAnswer } from './hostile-answer';
import * as bodies from './hostile-bodies';
import { telltale } from './telltale';
import { broken, thrown } from './transport-faults';

/** Out of 20,000; the last ones take a thousand times as long as the others. */
const KINDS: readonly (readonly [number, Hostile])[] = [
  [5000, bodies.memberSoup],
  [2000, bodies.anyJson],
  [2500, bodies.anyBody],
  [3000, bodies.damaged],
  [3000, telltale],
  [500, bodies.otherProtocol],
  [500, bodies.unusable],
  [1200, bodies.redirect],
  [1300, thrown],
  [990, broken],
  [6, bodies.tooLong],
  [4, bodies.deepOrWide],
];

/** An answer to a token request of that credential that should not give a token, or not as it should. */
export const hostileAnswer: fc.Arbitrary<(credential: FuzzCredential) => HostileAnswer> = fc.oneof(
  ...KINDS.map(([weight, arbitrary]) => ({ weight, arbitrary })),
);
