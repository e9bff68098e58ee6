import { callsInDocs } from '../../support/recipe-calls';
import type { Host } from '../support/host';
import { eventually, useRecipes } from '../support/recipes';

export const WAITS = 'Eggplant DAI - run a test';
export const HOOK = 'Eggplant DAI - run a test, told by webhook';

/** The recipes that run a test of DAI, in each way in which it can end. */
export function describeTestRunRecipes(host: Host): void {
  const dai = () => host.sandbox.vendors['eggplant-dai'];

  describe('recipes that run a test', () => {
    const recipes = useRecipes(host);
    const fast = () => ({
      config: dai().testConfigId,
      file: recipes.file('report.xml'),
      pauseSeconds: 0.01,
      longestPauseSeconds: 0.04,
    });

    test('run a test and wait: passed, with its report', async () => {
      const recipe = await recipes.deploy(WAITS, fast());
      dai().set({ runSeconds: 0 });
      await recipe.press('Run');

      expect((await recipe.next('Passed'))['outcome']).toBe('PASSED');
      await recipe.next('Keep the report');
      expect(recipe.counts()).toBe(callsInDocs(WAITS));
      await eventually(() => expect(recipes.read('report.xml')).toContain('failures="0"'));
      await recipe.expectNothingAt('Error');
    });

    test('run a test and wait: the pauses grow up to the longest', async () => {
      const recipe = await recipes.deploy(WAITS, fast());
      dai().set({ runSeconds: 3600 });
      await recipe.press('Run');
      const looks = await host.nodeRed.arrivals(recipe.id('Wait'), 7);
      dai().set({ runSeconds: 0 });
      await recipe.next('Passed');

      const delays = looks.map(({ delay }) => delay);
      expect(delays.slice(0, 5)).toEqual([10, 15, 22.5, 33.75, 40]);
      expect(new Set(delays.slice(4))).toEqual(new Set([40]));
    });

    test('run a test and wait: a token that the vendor withdraws meanwhile is replaced', async () => {
      const recipe = await recipes.deploy(WAITS, fast());
      dai().set({ runSeconds: 3600 });
      await recipe.press('Run');
      await recipe.next('Wait');
      dai().expire();
      await recipe.next('Wait');
      dai().set({ runSeconds: 0 });

      expect((await recipe.next('Passed'))['outcome']).toBe('PASSED');
      expect(dai().stats()).toMatchObject({ tokenRequests: 2, rejectedTokens: 1 });
    });

    test('run a test and wait: two at a time each find their own run', async () => {
      const recipe = await recipes.deploy(WAITS, fast());
      dai().set({ runSeconds: 3600 });
      await recipe.press('Run');
      await recipe.press('Run');
      await host.nodeRed.arrivals(recipe.id('Wait'), 4);
      dai().set({ runSeconds: 0 });
      const passed = await host.nodeRed.arrivals(recipe.id('Passed'), 2);

      expect(new Set(passed.map(({ result }) => result)).size).toBe(2);
    });

    test('run a test and wait: a failed test fails the flow and keeps its report', async () => {
      const recipe = await recipes.deploy(WAITS, fast());
      dai().set({ runSeconds: 0, runOutcome: 'FAILED' });
      await recipe.press('Run');

      expect(await recipe.failure()).toBe('The test did not pass: FAILED.');
      await eventually(() => expect(recipes.read('report.xml')).toContain('<failure'));
      await recipe.expectNothingAt('Passed');
    });

    test('run a test and wait: a cancelled one fails the flow and has no report', async () => {
      const recipe = await recipes.deploy(WAITS, fast());
      dai().set({ runSeconds: 0, runOutcome: 'CANCELLED' });
      await recipe.press('Run');

      expect(await recipe.failure()).toBe('The test did not pass: CANCELLED.');
      await recipe.expectNothingAt('Passed');
      await recipe.expectNothingAt('JUnit report');
    });

    test('run a test and wait: one that never ends is told of after so many looks', async () => {
      const recipe = await recipes.deploy(WAITS, { ...fast(), looks: 4 });
      dai().set({ runOutcome: 'never' });
      await recipe.press('Run');

      expect(await recipe.failure()).toMatch(
        /^The run \S+ has not ended after 4 looks: RUNNING\.$/,
      );
      // Results before the start, the start, and four looks.
      expect(recipe.counts()).toBe('1 + 6');
    });

    test('run a test and wait: a start that fails is told and not repeated', async () => {
      const recipe = await recipes.deploy(WAITS, fast());
      dai().set({ failedStarts: 1 });
      await recipe.press('Run');

      expect(await recipe.failure()).toContain('failed at the request (500)');
      expect(recipe.counts()).toBe('1 + 2');
    });

    const callHook = async (query: string, body: object) => {
      const { status } = await fetch(`${host.nodeRed.url}/dai-run-ended${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(status).toBe(204);
    };
    const setWebhook = (more: object) =>
      dai().set({
        webhookUrl: `${host.nodeRed.url}/dai-run-ended?config=${dai().testConfigId}`,
        runSeconds: 0.02,
        ...more,
      });

    test('told by webhook: passed, with its report', async () => {
      const recipe = await recipes.deploy(HOOK, fast());
      setWebhook({});
      await recipe.press('Run');

      expect((await recipe.next('Passed'))['outcome']).toBe('PASSED');
      await eventually(() => expect(recipes.read('hook.xml')).toContain('failures="0"'));
      expect(recipe.counts()).toBe(callsInDocs(HOOK));
    });

    test('told by webhook: a failed test fails the flow and keeps its report', async () => {
      const recipe = await recipes.deploy(HOOK, fast());
      setWebhook({ runOutcome: 'FAILED' });
      await recipe.press('Run');

      expect(await recipe.failure()).toBe('The test did not pass: FAILED.');
      await eventually(() => expect(recipes.read('hook.xml')).toContain('<failure'));
      await recipe.expectNothingAt('Passed');
    });

    test('told by webhook: a cancelled test fails the flow', async () => {
      const recipe = await recipes.deploy(HOOK, fast());
      setWebhook({ runOutcome: 'CANCELLED' });
      await recipe.press('Run');

      expect(await recipe.failure()).toBe('The test did not pass: CANCELLED.');
      await recipe.expectNothingAt('JUnit report');
    });

    test('told by webhook: whoever calls is not believed', async () => {
      const recipe = await recipes.deploy(HOOK, fast());
      dai().set({ runOutcome: 'never' });
      await recipe.press('Run');
      const { payload } = await recipe.next('Started');
      const config = `?config=${dai().testConfigId}`;
      for (const claim of [{ ...(payload as object), status: 'PASSED' }, {}, { a: ['PASSED'] }]) {
        await callHook(config, claim);
        expect(await recipe.failure()).toContain('names no run of this test config that has ended');
      }
      const before = dai().stats().apiRequests;
      for (const query of ['', '?config=../../auth', `${config}&config=x`]) {
        await callHook(query, {});
        expect(await recipe.failure()).toContain('Let DAI call /dai-run-ended?config=');
      }
      expect(dai().stats().apiRequests).toBe(before);
      await recipe.expectNothingAt('Passed');
    });
  });
}
