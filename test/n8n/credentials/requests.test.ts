import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { dvinci } from '../../../core';
import { readBody } from '../../../core/http/body';
import { sendThrough } from '../../../credentials/shared/transport';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { SimulatedClock } from '../../core/support/simulated-clock';
import { CASE_IDS, vendorCases, type VendorCase } from '../../e2e/n8n/vendor-cases';
import { CredentialsTable, type InMemoryN8n, type LegacyRequest } from '../support/in-memory-n8n';
import { newProcess } from '../support/n8n-process';

const ITEM_COUNT = 10;
const TOKEN_ENDPOINTS = CASE_IDS.filter((id) => id !== 'agility');
/** What a request of the HTTP Request node came to: its answer, or what n8n says went wrong. */
type Outcome = PromiseSettledResult<unknown>;

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

let sandbox: Sandbox;
let clock: SimulatedClock;
let table: CredentialsTable;
let n8n: InMemoryN8n;
const outcomes: Outcome[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => {
  for (const vendor of Object.values(sandbox.vendors)) vendor.reset();
  sandbox.elsewhere.reset();
  clock = new SimulatedClock();
  table = new CredentialsTable();
  n8n = newProcess(table, clock);
  outcomes.length = 0;
});
afterAll(async () => await sandbox.close());

/** One vendor with a saved credential. */
function saved(id: string, fields: Record<string, unknown> = {}) {
  const vendorCase = vendorCases(sandbox).find((one) => one.id === id) as VendorCase;
  const { vendor, credentialType } = vendorCase;
  const save = (changed: Record<string, unknown>) =>
    table.save(id, { ...vendorCase.fields(), ...fields, ...changed } as never);
  save({});
  const items = async (
    count: number,
    path: string,
    request: Partial<LegacyRequest> = {},
    process = n8n,
  ): Promise<Outcome[]> => {
    const uri = /^https?:/.test(path) ? path : `${vendor.baseUrl}${path}`;
    const each = Array.from({ length: count }, (_, itemIndex) =>
      process.legacyRequest(credentialType, id, { method: 'GET', uri, ...request }, itemIndex),
    );
    const settled = await Promise.allSettled(each);
    outcomes.push(...settled);
    return settled;
  };
  return { vendorCase, vendor, credentialType, save, items };
}

const succeeded = (all: Outcome[]) => all.filter(({ status }) => status === 'fulfilled').length;

function messagesOf(all: Outcome[]): string[] {
  const messages = all.map((outcome) =>
    outcome.status === 'rejected' ? (outcome.reason as Error).message : 'succeeded',
  );
  return [...new Set(messages)];
}

describe.each(CASE_IDS)('%s', (id) => {
  const tokenRequests = id === 'agility' ? 0 : 1;

  test('ten items with nothing stored cost one token request', async () => {
    const { vendor, items } = saved(id);
    expect(succeeded(await items(ITEM_COUNT, '/sandbox/echo'))).toBe(ITEM_COUNT);
    expect(vendor.stats()).toMatchObject({
      tokenRequests,
      apiRequests: ITEM_COUNT,
      rejectedTokens: 0,
    });
    expect(table.writes).toBe(tokenRequests);
  });

  test('another process goes on with the stored token', async () => {
    const { vendor, items } = saved(id);
    await items(1, '/sandbox/echo');
    vendor.reset();
    const other = newProcess(table, clock);
    expect(succeeded(await items(ITEM_COUNT, '/sandbox/echo', {}, other))).toBe(ITEM_COUNT);
    expect(vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: ITEM_COUNT });
  });

  test.each(['GET', 'POST'])(
    'a %s that the API refuses is sent once, and costs no token request',
    async (method) => {
      const { vendor, items } = saved(id);
      await items(1, '/sandbox/echo');
      for (const status of [403, 404, 500]) {
        clock.advanceSeconds(2);
        vendor.reset();
        const refused = await items(ITEM_COUNT, `/sandbox/status/${status}`, { method });
        expect(succeeded(refused)).toBe(0);
        const { tokenRequests, apiRequests, testCalls } = vendor.stats();
        expect({ tokenRequests, requests: apiRequests - testCalls }).toEqual({
          tokenRequests: 0,
          requests: ITEM_COUNT,
        });
        expect(testCalls).toBeLessThanOrEqual(1);
      }
    },
  );

  test.each([
    ['nothing is stored yet', false],
    ['there is a token', true],
  ])('to another origin nothing is sent, and no token requested, when %s', async (_when, warm) => {
    const { vendor, items } = saved(id);
    if (warm) await items(1, '/sandbox/echo');
    vendor.reset();
    const target = `${sandbox.elsewhere.baseUrl}/landing`;
    const [message] = messagesOf(await items(ITEM_COUNT, target));
    expect(message).toContain(`is not sent to ${sandbox.elsewhere.baseUrl}`);
    expect(message).toContain('Allowed Origins');
    expect(vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
    expect(sandbox.elsewhere.stats().requests).toBe(0);
  });

  test('an origin that is listed gets the token', async () => {
    const { items } = saved(id, { allowedOrigins: sandbox.elsewhere.baseUrl });
    expect(succeeded(await items(1, `${sandbox.elsewhere.baseUrl}/landing`))).toBe(1);
    expect(sandbox.elsewhere.stats().authorizationHeadersSeen).toBe(1);
  });

  test('a redirect to another origin loses the token, even if the node would send it', async () => {
    const { items } = saved(id);
    await items(1, '/sandbox/redirect/other-origin', {
      followRedirect: true,
      sendCredentialsOnCrossOriginRedirect: true,
    });
    expect(sandbox.elsewhere.stats()).toMatchObject({ requests: 1, authorizationHeadersSeen: 0 });
  });

  test('a redirect within the origin keeps the token', async () => {
    const { items, vendor } = saved(id);
    expect(
      succeeded(await items(1, '/sandbox/redirect/same-origin', { followRedirect: true })),
    ).toBe(1);
    expect(vendor.stats().missingTokens).toBe(0);
  });

  test('neither secret nor token is in what n8n shows, logs or keeps of a failure', async () => {
    const { vendorCase, vendor, save, items } = saved(id);
    await items(1, `${sandbox.elsewhere.baseUrl}/landing`);
    save({ [vendorCase.secretField]: WRONG_SECRET });
    await items(2, '/sandbox/echo');
    save({ baseUrl: 'not an address' });
    await items(1, `${vendor.baseUrl}/sandbox/echo`);
    const failures = outcomes.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    expect(failures.length).toBeGreaterThanOrEqual(3);
    const shown = failures.map((failure) => inspect(failure, { depth: 12 })).join('\n');
    for (const secret of [vendorCase.firstSecret, WRONG_SECRET, ...vendor.issuedTokens()]) {
      expect(shown).not.toContain(secret);
    }
  });
});

const WRONG_SECRET = 'wr0ng-s3cret-of-nobody';

describe.each(TOKEN_ENDPOINTS)('%s', (id) => {
  test('a withdrawn token costs ten items one token request and two test calls, old and new', async () => {
    const { vendor, items } = saved(id);
    await items(ITEM_COUNT, '/sandbox/echo');
    vendor.expire();
    vendor.reset();
    clock.advanceSeconds(2);
    expect(messagesOf(await items(ITEM_COUNT, '/sandbox/echo', { method: 'POST' }))).toEqual([
      'succeeded',
    ]);
    expect(vendor.stats()).toMatchObject({
      tokenRequests: 1,
      apiRequests: 2 * ITEM_COUNT + 2,
      testCalls: 2,
    });
  });

  test.each([
    ['good', 0],
    ['withdrawn', 1],
  ])(
    'after an edit, which empties the row, a token that is still in memory and %s costs token requests: %i',
    async (what, tokenRequests) => {
      const { vendor, save, items } = saved(id);
      await items(1, '/sandbox/echo');
      save({});
      clock.advanceSeconds(11);
      vendor.reset();
      if (what === 'withdrawn') vendor.expire();
      expect(messagesOf(await items(ITEM_COUNT, '/sandbox/echo'))).toEqual(['succeeded']);
      const { testCalls, ...seen } = vendor.stats();
      expect(seen.tokenRequests).toBe(tokenRequests);
      expect(testCalls).toBeLessThanOrEqual(2);
    },
  );

  test('a wrong secret costs ten items one token request, and reaches no API', async () => {
    const { vendor, items, save, vendorCase } = saved(id);
    save({ [vendorCase.secretField]: WRONG_SECRET });
    const refused = await items(ITEM_COUNT, '/sandbox/echo');
    expect(succeeded(refused)).toBe(0);
    expect(messagesOf(refused)).toHaveLength(1);
    expect(vendor.stats()).toMatchObject({
      tokenRequests: 1,
      apiRequests: 0,
      wrongSecretRequests: 1,
    });
  });

  test('a corrected secret is used at once, and never the old one’s token', async () => {
    const { vendor, items, save, vendorCase } = saved(id);
    save({ [vendorCase.secretField]: WRONG_SECRET });
    await items(ITEM_COUNT, '/sandbox/echo');
    vendor.reset();
    save({});
    expect(succeeded(await items(ITEM_COUNT, '/sandbox/echo'))).toBe(ITEM_COUNT);
    expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: ITEM_COUNT });
  });

  test('under Never Error and page by page, no token is sent that has expired meanwhile', async () => {
    const { vendor, items } = saved(id);
    await items(1, '/sandbox/echo');
    vendor.reset();
    for (let page = 1; page <= 3; page++) {
      clock.advanceSeconds(page === 1 ? 3600 : 1);
      await items(1, `/sandbox/items?page=${page}`, { simple: false });
    }
    expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: 3, rejectedTokens: 0 });
  });

  test('an upload goes out with a token that has not expired', async () => {
    const { vendor, items } = saved(id);
    await items(1, '/sandbox/echo');
    clock.advanceSeconds(3600);
    const file = { value: Buffer.from('content'), options: { filename: 'file.txt' } };
    const upload = { method: 'POST', formData: { file } as never };
    expect(messagesOf(await items(1, '/sandbox/echo', upload))).toEqual(['succeeded']);
    expect(vendor.stats()).toMatchObject({ tokenRequests: 2, rejectedTokens: 0 });
  });

  test('fields are kept as they were typed: expressions, spaces, allowed domains', async () => {
    const { vendor, items, save } = saved(id);
    save({
      baseUrl: `={{ "${vendor.baseUrl}" }}`,
      clientId: ` ${vendor.clientId}\n`,
      allowedHttpRequestDomains: 'domains',
      allowedDomains: '127.0.0.1',
    });
    const before = table.read(id);
    expect(messagesOf(await items(1, '/sandbox/echo'))).toEqual(['succeeded']);
    const { storedToken, tokenDue, ...after } = table.read(id);
    expect(after).toEqual(before);
    expect(tokenDue).toBe('');
    expect(storedToken).toContain(vendor.issuedTokens().at(-1));
  });

  test('domains that n8n does not allow get no secret, and n8n says so', async () => {
    const { vendor, items } = saved(id, {
      allowedHttpRequestDomains: 'domains',
      allowedDomains: 'example.com',
    });
    const [message] = messagesOf(await items(1, '/sandbox/echo'));
    expect(message).toContain('Domain not allowed');
    expect(message).toContain('Allowed HTTP Request Domains');
    expect(vendor.stats().tokenRequests).toBe(0);
  });

  test('two workers share one row: what the first renews, the second takes', async () => {
    const { vendor, items } = saved(id);
    const other = newProcess(table, clock);
    for (let round = 1; round <= 4; round++) {
      await items(2, '/sandbox/echo');
      await items(2, '/sandbox/echo', {}, other);
      expect(vendor.stats()).toMatchObject({ tokenRequests: round, rejectedTokens: 0 });
      clock.advanceSeconds(3600);
    }
  });

  test('two credentials with different secrets each have their own token', async () => {
    const { vendorCase, vendor, credentialType } = saved(id);
    vendor.set({ furtherClientSecrets: [...vendorCase.twoSecrets] });
    const uri = `${vendor.baseUrl}/sandbox/echo`;
    const mixed = Array.from({ length: ITEM_COUNT }, async (_, index) => {
      const secret = vendorCase.twoSecrets[index % 2];
      table.save(`with ${secret}`, vendorCase.fields(secret) as never);
      return await n8n.legacyRequest(credentialType, `with ${secret}`, { method: 'GET', uri });
    });
    await Promise.all(mixed);
    expect(vendor.stats()).toMatchObject({ tokenRequests: 2, apiRequests: ITEM_COUNT });
  });
});

describe('client-credentials without a check path', () => {
  test('no request is repeated: nothing tells that its token was the reason', async () => {
    const { vendor, items } = saved('client-credentials', { checkPath: '' });
    await items(1, '/sandbox/echo');
    vendor.expire();
    vendor.reset();
    expect(succeeded(await items(ITEM_COUNT, '/sandbox/echo'))).toBe(0);
    expect(vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: ITEM_COUNT });
  });

  test('a node whose failure is certainly a 401 gets a new token all the same', async () => {
    const { vendor, items, credentialType } = saved('client-credentials', { checkPath: '' });
    await items(1, '/sandbox/echo');
    vendor.expire();
    vendor.reset();
    const url = `${vendor.baseUrl}/sandbox/echo`;
    const answer = await n8n.request(credentialType, 'client-credentials', { url });
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: 2 });
  });
});

describe('a request of any other node', () => {
  test('is repeated once with a new token after a withdrawal', async () => {
    const { vendor, items, credentialType } = saved('dvinci');
    await items(1, '/sandbox/echo');
    vendor.expire();
    vendor.reset();
    clock.advanceSeconds(2);
    const url = `${vendor.baseUrl}/sandbox/echo`;
    expect(await n8n.request(credentialType, 'dvinci', { url })).toMatchObject({ statusCode: 200 });
    expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: 4, testCalls: 2 });
  });

  test('has its new token stored before it is sent', async () => {
    const { vendor, credentialType } = saved('dvinci');
    const url = `${vendor.baseUrl}/sandbox/echo`;
    expect(await n8n.request(credentialType, 'dvinci', { url })).toMatchObject({ statusCode: 200 });
    expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: 1 });
    expect(table.read('dvinci')['storedToken']).toContain(vendor.issuedTokens().at(-1));
  });

  test('is not repeated when the API answers 401 to a token that is accepted elsewhere', async () => {
    const { vendor, items, credentialType } = saved('dvinci');
    await items(1, '/sandbox/echo');
    vendor.reset();
    clock.advanceSeconds(3);
    const url = `${vendor.baseUrl}/sandbox/status/401`;
    await expect(n8n.request(credentialType, 'dvinci', { url })).rejects.toThrow(
      'd.vinci refuses this request (status 401), though it accepts the access token.',
    );
    expect(vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: 2, testCalls: 1 });
  });
});

describe('a revoked static token', () => {
  test('is told in words, after one request each and one test call', async () => {
    const { vendor, items } = saved('agility');
    vendor.expire();
    vendor.reset();
    vendor.expire();
    const [message, ...others] = messagesOf(await items(ITEM_COUNT, '/sandbox/echo'));
    expect(others).toEqual([]);
    expect(message).toContain('Digital.ai Agility does not accept the access token.');
    expect(message).toContain('Its grant was probably revoked.');
    // The one test call asks at both places of Agility's API.
    expect(vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: ITEM_COUNT + 2 });
  });

  test('is not told of one that a path refuses, and the other one takes', async () => {
    const { vendor, credentialType } = saved('agility');
    vendor.reset();
    vendor.set({ tokensAt: 'rest-1.oauth.v1' });
    const url = `${vendor.baseUrl}/rest-1.v1/Data/Scope/0`;
    const message = await n8n.request(credentialType, 'agility', { url }).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message).toContain('though it accepts the access token.');
    expect(message).toContain(
      `It accepts the token below ${vendor.baseUrl}/rest-1.oauth.v1: use an address that begins with it.`,
    );
    expect(message).not.toContain('revoked');
  });
});

describe('a self-signed certificate', () => {
  test('keeps secret and token from the server, and the error says which fields would help', async () => {
    const { vendor, items } = saved('ddi-central', { caCertificate: '' });
    const [message] = messagesOf(await items(ITEM_COUNT, '/sandbox/echo'));
    expect(message).toContain('CA Certificate');
    expect(message).toContain('Ignore SSL Issues');
    expect(vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
  });

  test('is accepted with the credential’s own switch, for the token and for the request', async () => {
    const fields = { caCertificate: '', allowUnauthorizedCerts: true };
    const { vendor, items } = saved('ddi-central', fields);
    expect(succeeded(await items(ITEM_COUNT, '/sandbox/echo'))).toBe(ITEM_COUNT);
    expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: ITEM_COUNT });
  });
});

describe('a token endpoint that answers without end', () => {
  test('is left after 1 MiB, and said to be', async () => {
    const { vendor, items } = saved('dvinci');
    vendor.set({ tokenEndpoint: { endless: true } });
    const [message] = messagesOf(await items(ITEM_COUNT, '/sandbox/echo'));
    expect(message).toContain('The answer is longer than 1 MiB');
    expect(vendor.stats().tokenRequests).toBe(1);
  });

  test('or stalls in the middle of its body is left when the time is up', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200).write('{"access_token":');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const send = sendThrough(n8n.httpRequest, dvinci);
    const response = await send({
      method: 'GET',
      url: `http://127.0.0.1:${port}/`,
      headers: {},
      timeoutMs: 200,
      tls: { allowUnauthorizedCerts: false },
    });
    await expect(readBody(response)).rejects.toMatchObject({ name: 'CanceledError' });
    server.closeAllConnections();
    server.close();
  });
});

describe('many items', () => {
  test('a hundred at once cost one token request', async () => {
    const { vendor, items } = saved('eggplant-dai');
    expect(succeeded(await items(100, '/sandbox/echo'))).toBe(100);
    expect(vendor.stats()).toMatchObject({ tokenRequests: 1, apiRequests: 100 });
    expect(table.writes).toBe(1);
  });
});
