import { runCampaign } from './fuzz-property';
import { PROPERTIES } from './properties';

/** Always the same inputs, so that a failure is that of a change. `npm run fuzz` tries new ones. */
const SEED = 20_261_126;

describe('the long property runs, in short', () => {
  test.each(PROPERTIES.map((property) => [property.kind, property.guarantee, property] as const))(
    '%s: %s',
    async (_kind, _guarantee, property) => {
      const outcome = await runCampaign(property, { seed: SEED, runs: property.runsInTests });
      expect(outcome.failure ?? '').toBe('');
      expect(outcome.runs).toBe(property.runsInTests);
    },
    180_000,
  );
});
