import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';
import { checkSettings, TokenSources, type SendRequest, type Settings } from '../core';
import { DvinciApi } from '../credentials/DvinciApi.credentials';
import { systemClock } from '../node-red/lib/clock';
import { heapBytes } from '../test/support/heap';
import { medianOf, type Measurement } from './measurement';

const FEW = 10;
const MANY = 10_000;
const ROUNDS = 3;
/** Calls that are timed together, so that the clock itself does not count. */
const CALLS = 30_000;
const REPETITIONS = 7;

/**
 * What a process with many logins costs: one credential whose client comes from an expression serves as
 * many tenants as there are items. Token requests and bytes are counted, a call's cost is compared.
 */
export async function measureManyLogins(): Promise<Measurement[]> {
  const core = await measureGroup('core', (logins) => new CoreCalls(logins));
  const n8n = await measureGroup('n8n, per item', (logins) => new N8nItems(logins));
  return [...core, ...n8n];
}

/** The calls of a number of logins, in memory. */
interface Calls {
  readonly vendor: CountingVendor;
  /** One call of each login. */
  round(): Promise<void>;
}

async function measureGroup(what: string, of: (logins: number) => Calls): Promise<Measurement[]> {
  const few = of(FEW);
  await few.round();
  const many = of(MANY);
  const before = await heapBytes();
  await many.round();
  const bytes = ((await heapBytes()) - before - many.vendor.tokenBytes) / MANY;
  for (let more = 1; more < ROUNDS; more++) await many.round();
  const { tokenRequests } = many.vendor;
  const runs: { few: number; many: number }[] = [];
  for (let run = 0; run <= REPETITIONS; run++) {
    const each = {
      few: await microsecondsPerCall(few, FEW),
      many: await microsecondsPerCall(many, MANY),
    };
    // The first one warms up.
    if (run > 0) runs.push(each);
  }
  const group = `${MANY.toLocaleString('en-US')} logins in a process: ${what}`;
  const counts: Measurement[] = [
    { group, what: `token requests, ${ROUNDS} rounds`, value: tokenRequests, unit: '' },
    many instanceof N8nItems
      ? { group, what: 'tokens that n8n stored', value: many.writes, unit: '' }
      : { group, what: 'bytes for each, besides its token', value: bytes, unit: 'B' },
  ];
  return [
    ...counts,
    { group, what: `a call among ${FEW}`, ...medianOf(runs.map((run) => run.few)), unit: 'µs' },
    { group, what: 'a call among all', ...medianOf(runs.map((run) => run.many)), unit: 'µs' },
    {
      group,
      what: `a call among all, compared with one among ${FEW}`,
      ...medianOf(runs.map((run) => run.many / run.few)),
      unit: 'times',
    },
  ];
}

async function microsecondsPerCall(calls: Calls, logins: number): Promise<number> {
  const rounds = Math.ceil(CALLS / logins);
  const startMs = performance.now();
  for (let count = 0; count < rounds; count++) await calls.round();
  return (1000 * (performance.now() - startMs)) / rounds / logins;
}

/** Asks the core itself, with credentials that have been checked. */
class CoreCalls implements Calls {
  readonly vendor = new CountingVendor();
  private readonly sources = new TokenSources(systemClock, Math.random);
  private readonly all: readonly Settings[];

  constructor(logins: number) {
    this.all = Array.from({ length: logins }, (_, tenant) => settingsOf(tenant));
  }

  async round(): Promise<void> {
    const { send } = this.vendor;
    for (const settings of this.all) await this.sources.for(settings).token({ settings, send });
  }
}

function fieldsOf(tenant: number) {
  const clientId = `tenant-${tenant}`;
  return { baseUrl: 'https://acme.dvinci-hr.com', clientId, clientSecret: `secret-of-${tenant}` };
}

function settingsOf(tenant: number): Settings {
  return checkSettings('dvinci', fieldsOf(tenant));
}

/** Issues a token for every request, without a network in between. */
class CountingVendor {
  tokenRequests = 0;
  tokenBytes = 0;

  answer(): string {
    const token = `${++this.tokenRequests}.${'t'.repeat(40)}`;
    // A text's header, and its characters in steps of eight bytes.
    this.tokenBytes += 16 + 8 * Math.ceil(token.length / 8);
    return JSON.stringify({ access_token: token, expires_in: 3600 });
  }

  readonly send: SendRequest = async () => ({
    status: 200,
    headers: {},
    body: once(this.answer()),
  });
}

async function* once(text: string): AsyncIterable<string> {
  yield text;
}

/** Items of a node, as n8n hands them to a credential type, which checks the fields of each. */
class N8nItems implements Calls {
  readonly vendor = new CountingVendor();
  writes = 0;
  private storedToken = '';
  private readonly type = new DvinciApi();
  private readonly host: IHttpRequestHelper;

  constructor(private readonly tenants: number) {
    const { vendor } = this;
    const httpRequest = async () => ({ statusCode: 200, headers: {}, body: once(vendor.answer()) });
    this.host = { helpers: { httpRequest } };
  }

  async round(): Promise<void> {
    for (let tenant = 0; tenant < this.tenants; tenant++) await this.item(tenant);
  }

  private async item(tenant: number): Promise<void> {
    const { storedToken } = this;
    // All of the process share their tokens, the few with none of the many.
    const fields = fieldsOf(this.tenants + tenant);
    const credentials: ICredentialDataDecryptedObject = { ...fields, storedToken };
    const authorize = async () =>
      await this.type.authenticate(credentials, {
        url: 'https://acme.dvinci-hr.com/restApi/',
        method: 'GET',
        headers: {},
      });
    await this.prepare(credentials);
    await authorize().catch(async () => {
      await this.prepare(credentials);
      await authorize();
    });
  }

  private async prepare(credentials: ICredentialDataDecryptedObject): Promise<void> {
    const output = await this.type.preAuthentication.call(this.host, credentials);
    if (typeof output['storedToken'] !== 'string') return;
    this.writes++;
    this.storedToken = output['storedToken'];
  }
}
