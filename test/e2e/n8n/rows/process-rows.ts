import { type Check, exactly } from '../checks';
import { itemsOf, type N8nHost } from '../host';
import type { VendorCase } from '../vendor-cases';
import { requestWorkflow, type StoredCredential } from '../workflows';
import { echoUrl } from './row';

export const PROCESS_ROW_TITLES = [
  'nothing stored yet',
  'new process, token stored by the last one',
] as const;

export interface ProcessRowResult {
  title: (typeof PROCESS_ROW_TITLES)[number];
  vendorCase: VendorCase;
  checks: Check[];
}

const ITEMS = 10;

/**
 * The two rows that need a process of their own (`n8n execute`, as a cron job runs it). Cases that
 * do not share a server share a workflow, for a start of n8n takes seconds.
 */
export async function checkProcessRows(
  host: N8nHost,
  cases: VendorCase[],
): Promise<{ results: ProcessRowResult[]; executionTexts: string[] }> {
  const results: ProcessRowResult[] = [];
  const executionTexts: string[] = [];
  for (const [wave, together] of wavesOf(cases).entries()) {
    const workflowId = `process-wave-${String(wave)}`;
    await importWave(host, workflowId, together);
    for (const [run, title] of PROCESS_ROW_TITLES.entries()) {
      for (const { vendor } of together) vendor.reset();
      const record = await host.execute(workflowId);
      executionTexts.push(JSON.stringify(record));
      for (const vendorCase of together) {
        const { tokenRequests, apiRequests } = vendorCase.vendor.stats();
        const expectedRequests = run === 0 && vendorCase.requestsTokens ? 1 : 0;
        const succeeded = itemsOf(record, vendorCase.id).filter((item) => !('error' in item));
        results.push({
          title,
          vendorCase,
          checks: [
            exactly('token requests', expectedRequests, tokenRequests),
            exactly('requests to the API', ITEMS, apiRequests),
            exactly('items that succeed', ITEMS, succeeded.length),
          ],
        });
      }
    }
  }
  return { results, executionTexts };
}

async function importWave(host: N8nHost, id: string, cases: VendorCase[]): Promise<void> {
  await host.importCredentials(
    cases.map((vendorCase) => ({ ...credentialOf(vendorCase), data: vendorCase.fields() })),
  );
  const steps = cases.map((vendorCase) => ({
    name: vendorCase.id,
    credential: credentialOf(vendorCase),
    url: echoUrl(vendorCase),
  }));
  await host.importWorkflows([requestWorkflow({ id, name: id, itemCount: ITEMS, steps })]);
}

function credentialOf(vendorCase: VendorCase): StoredCredential {
  return {
    id: `process-${vendorCase.id}`,
    name: `${vendorCase.id} of a process`,
    type: vendorCase.credentialType,
  };
}

/** Groups in which every vendor's server occurs once, so that its counts belong to one case. */
function wavesOf(cases: VendorCase[]): VendorCase[][] {
  const waves: VendorCase[][] = [];
  for (const vendorCase of cases) {
    const wave = waves.find((each) => each.every(({ vendor }) => vendor !== vendorCase.vendor));
    if (wave) wave.push(vendorCase);
    else waves.push([vendorCase]);
  }
  return waves;
}
