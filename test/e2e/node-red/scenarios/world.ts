import type { Browser } from 'playwright-core';

import type { Sandbox } from '../../../../sandbox';
import type { NodeRed } from '../node-red';

/** What every scenario works on. */
export interface World {
  readonly browser: Browser;
  readonly nodeRed: NodeRed;
  readonly sandbox: Sandbox;
  /** Notes a number for the summary at the end. */
  readonly note: (what: string, value: number) => void;
}

/** A sentence about behaviour, and what shows it; it throws if the behaviour is not there. */
export interface Scenario {
  readonly says: string;
  run(world: World): Promise<void>;
}
