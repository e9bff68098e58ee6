import { atMost, exactly, type Check } from '../../support/checks';
import type { N8nInstallation } from '../install';
import type { Report } from '../report';
import { N8nRest } from '../rest';
import { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import { echoUrl } from './row';

const ITEMS = 10;
const CALL = 'Call';

/**
 * A second main process on the same database and queue. What a person starts runs in the main that the
 * person is signed in to, so each main is a process with tokens in its memory.
 */
export async function checkSecondMain(
  stage: Stage,
  installation: N8nInstallation,
  cases: readonly VendorCase[],
  report: Report,
): Promise<void> {
  const server = await stage.host.startServer();
  try {
    const rest = await N8nRest.signIn(server.url, installation);
    const second = new Stage(stage.sandbox, stage.host, rest);
    for (const vendorCase of cases) {
      await report.measure('two mains, the first stored the token', vendorCase.id, () =>
        oneAfterTheOther(stage, second, vendorCase),
      );
      await report.measure('two mains at once, cold', vendorCase.id, () =>
        bothAtOnce(stage, second, vendorCase),
      );
    }
    stage.shownTexts.push(...second.shownTexts);
  } finally {
    await server.process.stop();
  }
}

async function oneAfterTheOther(
  first: Stage,
  second: Stage,
  vendorCase: VendorCase,
): Promise<Check[]> {
  const runIn = await runnerOf(first, vendorCase);
  let succeeded = 0;
  const seen = await first.traffic(vendorCase, async () => {
    succeeded = (await runIn(first)) + (await runIn(second));
  });
  return [
    exactly('token requests', 1, seen.tokenRequests),
    exactly('items that succeed', 2 * ITEMS, succeeded),
  ];
}

async function bothAtOnce(first: Stage, second: Stage, vendorCase: VendorCase): Promise<Check[]> {
  const runIn = await runnerOf(first, vendorCase);
  let succeeded: number[] = [];
  const seen = await first.traffic(vendorCase, async () => {
    succeeded = await Promise.all([runIn(first), runIn(second)]);
  });
  return [
    atMost('token requests', 2, seen.tokenRequests),
    exactly('items that succeed in the first', ITEMS, succeeded[0] ?? 0),
    exactly('items that succeed in the second', ITEMS, succeeded[1] ?? 0),
  ];
}

/** Runs items with a credential of its own, for which no process has a token; answers how many succeed. */
async function runnerOf(
  stage: Stage,
  vendorCase: VendorCase,
): Promise<(main: Stage) => Promise<number>> {
  const fields = vendorCase.fields(stage.freshSecret(vendorCase));
  const credential = await stage.credential(vendorCase, fields);
  const step = { name: CALL, credential, url: echoUrl(vendorCase) };
  return async (main) => (await main.run([step], ITEMS)).succeeded(CALL);
}
