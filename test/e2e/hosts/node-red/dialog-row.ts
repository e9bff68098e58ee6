import { configureFromNothing } from '../../node-red/scenarios/configure';
import { olderFlows } from '../../node-red/scenarios/older-flows';
import { paletteSearch } from '../../node-red/scenarios/palette';
import { NO_CHROMIUM } from '../../support/browser';
import { NotRunError } from './not-run';
import type { NodeRedRow } from './rows';

export const dialogRow: NodeRedRow = {
  row: 'dialog: found in the palette, opened, filled in, tested, deployed, used, changed in Chromium',
  async run({ browser, nodeRed, sandbox }) {
    if (browser === undefined) throw new NotRunError(NO_CHROMIUM);
    const notes = new Map<string, number>();
    const note = (what: string, value: number) => void notes.set(what, value);
    for (const scenario of [paletteSearch, configureFromNothing('eggplant-dai'), olderFlows]) {
      await scenario.run({ browser, nodeRed, sandbox, note });
    }
    const interactions = notes.get('eggplant-dai: interactions to an answered call');
    return `1 token request for Test and messages, ${String(interactions)} interactions`;
  },
};
