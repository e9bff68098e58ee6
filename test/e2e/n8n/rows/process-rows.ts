import { type Check, exactly } from '../../support/checks';
import { type ExecutionRecord, itemsOf, type N8nHost } from '../host';
import type { Report } from '../report';
import { type VendorCase, wavesOf } from '../vendor-cases';
import { requestWorkflow, type StoredCredential } from '../workflows';
import { echoUrl } from './row';

export const COLD_TITLE = 'nothing stored yet';
const STORED_TITLE = 'new process, token stored by the last one';
const ITEMS = 10;

/** What differs in an n8n that is not the usual one. */
export interface ProcessRowsIn {
  /** Whether a process finds the token of the one before. */
  readonly storesTokens: boolean;
  /** What the second row is called. */
  readonly secondTitle: string;
  /** Of the HTTP Request node. */
  readonly requestNodeVersion?: number;
}

const IN_USUAL_N8N: ProcessRowsIn = { storesTokens: true, secondTitle: STORED_TITLE };

/**
 * The two rows that need a process of their own (`n8n execute`, as a cron job runs it). Cases that
 * do not share a server share a workflow, for a start of n8n takes seconds. Answers the text of what
 * the processes recorded.
 */
export async function checkProcessRows(
  host: N8nHost,
  cases: VendorCase[],
  report: Pick<Report, 'measure'>,
  n8n: ProcessRowsIn = IN_USUAL_N8N,
): Promise<string> {
  const texts: string[] = [];
  for (const [wave, together] of wavesOf(cases).entries()) {
    const workflowId = `process-wave-${String(wave)}`;
    await importWave(host, workflowId, together, n8n);
    for (const title of [COLD_TITLE, n8n.secondTitle]) {
      for (const { vendor } of together) vendor.reset();
      // Each process is measured with the first of its cases; the others only read their counts.
      let record: ExecutionRecord | undefined;
      for (const vendorCase of together) {
        await report.measure(title, vendorCase.id, async () => {
          record ??= await host.execute(workflowId);
          texts.push(JSON.stringify(record));
          return checksOf(vendorCase, record, title === COLD_TITLE || !n8n.storesTokens);
        });
      }
    }
  }
  return texts.join('\n');
}

function checksOf(vendorCase: VendorCase, record: ExecutionRecord, asksAnew: boolean): Check[] {
  const { tokenRequests, apiRequests } = vendorCase.vendor.stats();
  const succeeded = itemsOf(record, vendorCase.id).filter((item) => !('error' in item));
  return [
    exactly('token requests', asksAnew && vendorCase.requestsTokens ? 1 : 0, tokenRequests),
    exactly('requests to the API', ITEMS, apiRequests),
    exactly('items that succeed', ITEMS, succeeded.length),
  ];
}

async function importWave(
  host: N8nHost,
  id: string,
  cases: VendorCase[],
  { requestNodeVersion: typeVersion }: ProcessRowsIn,
): Promise<void> {
  await host.importCredentials(
    cases.map((vendorCase) => ({ ...credentialOf(vendorCase), data: vendorCase.fields() })),
  );
  const steps = cases.map((vendorCase) => ({
    name: vendorCase.id,
    credential: credentialOf(vendorCase),
    url: echoUrl(vendorCase),
    ...(typeVersion === undefined ? {} : { typeVersion }),
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
