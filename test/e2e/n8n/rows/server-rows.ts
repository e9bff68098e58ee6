import { setTimeout as delay } from 'node:timers/promises';

import { atMost, type Check, equal, exactly, says, saysWhatIsWrong } from '../../support/checks';
import type { Traffic } from '../stage';
import { NEVER_ERROR, paginationOptions, type RequestStep } from '../workflows';
import { echoUrl, requestsTokens, type Row, untilVerdictsAreStale } from './row';

const ITEMS = 10;
const CALL = 'Call';

export const tokenWithdrawn: Row = {
  title: 'token withdrawn',
  appliesTo: requestsTokens,
  async check(stage, vendorCase) {
    const credential = await stage.credential(
      vendorCase,
      vendorCase.fields(stage.freshSecret(vendorCase)),
    );
    const step = { name: CALL, credential, url: echoUrl(vendorCase) };
    await stage.run([step], 1);
    // A newer token would be tried once more first (rule T20).
    await delay(2_000);
    vendorCase.vendor.expire();
    let succeeded = 0;
    const seen = await stage.traffic(vendorCase, async () => {
      succeeded = (await stage.run([step], ITEMS)).succeeded(CALL);
    });
    return [
      exactly('token requests', 1, seen.tokenRequests),
      // Items that start after the first rejection go out with the new token at once.
      atMost('requests of items', 2 * ITEMS, seen.itemRequests),
      exactly('refused and sent again', seen.itemRequests - ITEMS, refusedItems(seen)),
      // One with the old token, one with the new.
      atMost('test calls', 2, seen.testCalls),
      exactly('items that succeed', ITEMS, succeeded),
    ];
  },
};

/** Before n8n 2.34, only Retry On Fail sends the items of the HTTP Request node once more. */
export const withdrawnWithoutRepetition: Row = {
  title: 'token withdrawn, in an n8n that stores none',
  appliesTo: requestsTokens,
  async check(stage, vendorCase) {
    const credential = await stage.credential(
      vendorCase,
      vendorCase.fields(stage.freshSecret(vendorCase)),
    );
    const step = { name: CALL, credential, url: echoUrl(vendorCase) };
    const withdraw = async () => {
      // A newer token would be tried once more first (rule T20).
      await delay(2_000);
      vendorCase.vendor.expire();
    };
    await stage.run([step], 1);
    await withdraw();
    let message = '';
    const failing = await stage.traffic(vendorCase, async () => {
      message = (await stage.run([step], ITEMS)).message();
    });
    let succeeded = 0;
    const next = await stage.traffic(vendorCase, async () => {
      succeeded = (await stage.run([step], ITEMS)).succeeded(CALL);
    });
    await withdraw();
    let succeededAtOnce = 0;
    const retried = await stage.traffic(vendorCase, async () => {
      const outcome = await stage.run([{ ...step, retryOnFail: true }], ITEMS);
      succeededAtOnce = outcome.succeeded(CALL);
    });
    return [
      exactly('withdrawn: token requests', 1, failing.tokenRequests),
      atMost('withdrawn: requests of items', ITEMS, failing.itemRequests),
      says('withdrawn: error', ['no longer accepts', 'Retry On Fail'], message),
      exactly('next run: token requests', 0, next.tokenRequests),
      exactly('next run: items that succeed', ITEMS, succeeded),
      exactly('Retry On Fail: token requests', 1, retried.tokenRequests),
      exactly('Retry On Fail: items that succeed', ITEMS, succeededAtOnce),
    ];
  },
};

/** Requests of items that were refused; of the test calls, only the first had the refused token. */
function refusedItems({ rejectedTokens, testCalls }: Traffic): number {
  return rejectedTokens - Math.min(testCalls, 1);
}

const staticTokenWithdrawn: Row = {
  title: 'static access token withdrawn',
  appliesTo: (vendorCase) => !vendorCase.requestsTokens,
  async check(stage, vendorCase) {
    stage.freshSecret(vendorCase);
    const credential = await stage.credential(vendorCase, vendorCase.fields());
    vendorCase.vendor.expire();
    let message = '';
    const seen = await stage.traffic(vendorCase, async () => {
      message = (
        await stage.run([{ name: CALL, credential, url: echoUrl(vendorCase) }], ITEMS)
      ).message();
    });
    vendorCase.vendor.reset();
    await untilVerdictsAreStale();
    return [
      exactly('token requests', 0, seen.tokenRequests),
      exactly('requests of items', ITEMS, seen.itemRequests),
      // One, which asks at both places of Agility's API.
      atMost('test calls', 2, seen.testCalls),
      saysWhatIsWrong('error', message, vendorCase.secretName),
    ];
  },
};

export const apiFailures: Row = {
  title: 'API answers 403, 404 or 500, GET or POST',
  async check(stage, vendorCase) {
    const credential = await stage.credential(
      vendorCase,
      vendorCase.fields(stage.freshSecret(vendorCase)),
    );
    await stage.run([{ name: CALL, credential, url: echoUrl(vendorCase) }], 1);
    const checks: Check[] = [];
    for (const method of ['GET', 'POST'] as const) {
      for (const status of [403, 404, 500]) {
        const url = `${vendorCase.vendor.baseUrl}/sandbox/status/${String(status)}`;
        const body = method === 'POST' ? { jsonBody: { note: 'send me once' } } : {};
        const step: RequestStep = { name: CALL, credential, url, method, ...body };
        const seen = await stage.traffic(vendorCase, () => stage.run([step], ITEMS));
        const what = `${method} ${String(status)}:`;
        checks.push(
          exactly(`${what} token requests`, 0, seen.tokenRequests),
          exactly(`${what} requests of items`, ITEMS, seen.itemRequests),
          atMost(`${what} test calls`, 1, seen.testCalls),
        );
      }
    }
    return checks;
  },
};

export const expiredSinceLastRun: Row = {
  title: 'pagination, Never Error, multipart upload: token expired since the last run',
  appliesTo: requestsTokens,
  async check(stage, vendorCase) {
    const { vendor } = vendorCase;
    const credential = await stage.credential(
      vendorCase,
      vendorCase.fields(stage.freshSecret(vendorCase)),
    );
    const echo = echoUrl(vendorCase);
    const kinds: [string, number, Omit<RequestStep, 'name' | 'credential'>][] = [
      [
        'pagination',
        3 * ITEMS,
        {
          url: `${vendor.baseUrl}/sandbox/items`,
          options: paginationOptions('={{ $response.body.next }}'),
        },
      ],
      ['Never Error', ITEMS, { url: echo, options: NEVER_ERROR }],
      ['upload', ITEMS, { url: echo, method: 'POST', uploadsFile: true }],
    ];
    const checks: Check[] = [];
    for (const [kind, requests, step] of kinds) {
      vendor.set({ lifetimeSeconds: SHORT_LIFETIME_SECONDS });
      // The last token of this credential has the vendor's own lifetime: it must go first.
      vendor.expire();
      await stage.run([{ name: CALL, credential, url: echo }], 1);
      await delay(SHORT_LIFETIME_SECONDS * 1000);
      vendor.set({ lifetimeSeconds: null });
      let succeeded = 0;
      const seen = await stage.traffic(vendorCase, async () => {
        succeeded = (await stage.run([{ name: CALL, credential, ...step }], ITEMS)).succeeded(CALL);
      });
      checks.push(
        exactly(`${kind}: token requests`, 1, seen.tokenRequests),
        exactly(`${kind}: requests of items`, requests, seen.itemRequests),
        exactly(`${kind}: answers 401`, 0, seen.rejectedTokens),
        exactly(`${kind}: items that succeed`, requests, succeeded),
      );
    }
    return checks;
  },
};

const SHORT_LIFETIME_SECONDS = 1.5;

export const wrongSecretThenCorrected: Row = {
  title: 'wrong secret, then corrected in the credential',
  appliesTo: requestsTokens,
  async check(stage, vendorCase) {
    const secret = stage.freshSecret(vendorCase);
    const wrong = `wrong-${secret}`;
    const credential = await stage.credential(vendorCase, vendorCase.fields(wrong));
    const step = { name: CALL, credential, url: echoUrl(vendorCase) };
    let message = '';
    const refused = await stage.traffic(vendorCase, async () => {
      message = (await stage.run([step], ITEMS)).message();
    });
    await stage.edit(credential, { [vendorCase.secretField]: secret });
    let succeeded = 0;
    const corrected = await stage.traffic(vendorCase, async () => {
      succeeded = (await stage.run([step], ITEMS)).succeeded(CALL);
    });
    return [
      exactly('wrong: token requests', 1, refused.tokenRequests),
      exactly('wrong: requests to the API', 0, refused.itemRequests + refused.testCalls),
      saysWhatIsWrong('wrong: error', message, vendorCase.secretName),
      exactly('corrected: token requests', 1, corrected.tokenRequests),
      exactly('corrected: with the wrong secret', 0, corrected.wrongSecretRequests),
      exactly('corrected: requests of items', ITEMS, corrected.itemRequests),
      exactly('corrected: items that succeed', ITEMS, succeeded),
    ];
  },
};

const wrongStaticToken: Row = {
  title: 'wrong static access token, then corrected in the credential',
  appliesTo: (vendorCase) => !vendorCase.requestsTokens,
  async check(stage, vendorCase) {
    stage.freshSecret(vendorCase);
    const wrong = '1.d3JvbmcgYWNjZXNzIHRva2Vu';
    const credential = await stage.credential(vendorCase, vendorCase.fields(wrong));
    const step = { name: CALL, credential, url: echoUrl(vendorCase) };
    const first = await stage.run([step], ITEMS);
    await stage.edit(credential, { accessToken: vendorCase.firstSecret });
    let succeeded = 0;
    const corrected = await stage.traffic(vendorCase, async () => {
      succeeded = (await stage.run([step], ITEMS)).succeeded(CALL);
    });
    return [
      saysWhatIsWrong('wrong: error', first.message(), vendorCase.secretName),
      exactly('corrected: requests of items', ITEMS, corrected.itemRequests),
      exactly('corrected: items that succeed', ITEMS, succeeded),
    ];
  },
};

export const credentialTest: Row = {
  title: 'credential test, and again after the secret was edited to a wrong one',
  async check(stage, vendorCase) {
    const credential = await stage.credential(
      vendorCase,
      vendorCase.fields(stage.freshSecret(vendorCase)),
    );
    const right = await stage.test(credential);
    const wrongSecret = vendorCase.requestsTokens
      ? `edited-${vendorCase.id}-secret`
      : '1.ZWRpdGVkIGFjY2VzcyB0b2tlbg==';
    let wrong = right;
    const seen = await stage.traffic(vendorCase, async () => {
      wrong = await stage.test(credential, { [vendorCase.secretField]: wrongSecret });
    });
    const again = await stage.test(credential);
    return [
      equal('before', 'OK', right.status),
      equal('edited', 'Error', wrong.status),
      exactly('edited: token requests', vendorCase.requestsTokens ? 1 : 0, seen.tokenRequests),
      saysWhatIsWrong('edited: told', wrong.message, vendorCase.secretName),
      equal('as it was', 'OK', again.status),
    ];
  },
};

const hundredItems: Row = {
  title: '100 items in one go, cold',
  async check(stage, vendorCase) {
    const credential = await stage.credential(
      vendorCase,
      vendorCase.fields(stage.freshSecret(vendorCase)),
    );
    let succeeded = 0;
    const seen = await stage.traffic(vendorCase, async () => {
      const step = { name: CALL, credential, url: echoUrl(vendorCase) };
      succeeded = (await stage.run([step], 100)).succeeded(CALL);
    });
    return [
      exactly('token requests', vendorCase.requestsTokens ? 1 : 0, seen.tokenRequests),
      exactly('requests to the API', 100, seen.itemRequests + seen.testCalls),
      exactly('items that succeed', 100, succeeded),
    ];
  },
};

const twoCredentials: Row = {
  title: 'two credentials of one vendor with different secrets, mixed in one workflow',
  async check(stage, vendorCase) {
    stage.freshSecret(vendorCase);
    if (vendorCase.requestsTokens) {
      vendorCase.vendor.set({ furtherClientSecrets: [...vendorCase.twoSecrets] });
    }
    const url = echoUrl(vendorCase);
    const [one, two] = vendorCase.twoSecrets;
    const steps = [
      { name: 'One', url, credential: await stage.credential(vendorCase, vendorCase.fields(one)) },
      { name: 'Two', url, credential: await stage.credential(vendorCase, vendorCase.fields(two)) },
    ];
    let tokens: string[][] = [];
    const seen = await stage.traffic(vendorCase, async () => {
      const outcome = await stage.run(steps, ITEMS);
      tokens = steps.map(({ name }) =>
        outcome.items(name).map((item) => String(item['bearerTokenSha256'])),
      );
    });
    const [ofOne, ofTwo] = tokens.map((each) => [...new Set(each)].join());
    return [
      exactly('token requests', vendorCase.requestsTokens ? 2 : 0, seen.tokenRequests),
      exactly('requests of items', 2 * ITEMS, seen.itemRequests),
      exactly('different tokens', 2, new Set(tokens.flat()).size),
      equal('each with its own', 'yes', ofOne !== ofTwo ? 'yes' : 'no'),
    ];
  },
};

export const foreignOrigin: Row = {
  title: 'a URL of another origin',
  async check(stage, vendorCase) {
    const { elsewhere } = stage.sandbox;
    const credential = await stage.credential(
      vendorCase,
      vendorCase.fields(stage.freshSecret(vendorCase)),
    );
    elsewhere.reset();
    const step = { name: CALL, credential, url: `${elsewhere.baseUrl}/elsewhere` };
    let message = '';
    const refuse = async () => {
      message = (await stage.run([step], ITEMS)).message();
    };
    const cold = await stage.traffic(vendorCase, refuse);
    await stage.run([{ name: CALL, credential, url: echoUrl(vendorCase) }], 1);
    const seen = await stage.traffic(vendorCase, refuse);
    const refused = elsewhere.stats();
    await stage.edit(credential, { allowedOrigins: elsewhere.baseUrl });
    await stage.run([step], ITEMS);
    return [
      exactly('token requests, nothing stored yet', 0, cold.tokenRequests),
      exactly('token requests, one stored', 0, seen.tokenRequests),
      exactly('requests to the vendor', 0, seen.itemRequests + seen.testCalls),
      exactly('requests to the other origin', 0, refused.requests),
      says('error', [elsewhere.baseUrl, 'Allowed Origins'], message),
      exactly(
        'allowed: tokens at the other origin',
        ITEMS,
        elsewhere.stats().authorizationHeadersSeen,
      ),
    ];
  },
};

export const redirectToForeignOrigin: Row = {
  title: 'a redirect to another origin',
  async check(stage, vendorCase) {
    const credential = await stage.credential(
      vendorCase,
      vendorCase.fields(stage.freshSecret(vendorCase)),
    );
    const url = `${vendorCase.vendor.baseUrl}/sandbox/redirect/other-origin`;
    // Nodes made before version 4.4 ask n8n to send credentials along, newer ones do not.
    for (const version of [{ typeVersion: 4.2 }, {}]) {
      await stage.run([{ name: CALL, credential, url, ...version }], ITEMS);
    }
    const { requests, authorizationHeadersSeen } = stage.sandbox.elsewhere.stats();
    return [
      atMost('requests to the other origin', 2 * ITEMS, requests),
      exactly('tokens at the other origin', 0, authorizationHeadersSeen),
    ];
  },
};

export const selfSignedCertificate: Row = {
  title: 'self-signed certificate: verification on / certificate given / off',
  appliesTo: (vendorCase) => vendorCase.vendor.baseUrl.startsWith('https:'),
  async check(stage, vendorCase) {
    const run = async (fields: Record<string, unknown>) => {
      const secret = stage.freshSecret(vendorCase);
      const credential = await stage.credential(vendorCase, {
        ...vendorCase.fields(secret),
        ...fields,
      });
      let message = '';
      const seen = await stage.traffic(vendorCase, async () => {
        const step = { name: CALL, credential, url: echoUrl(vendorCase) };
        message = (await stage.run([step], ITEMS)).message();
      });
      const verdict = await stage.test(credential);
      return { seen, message, verdict };
    };
    const on = await run({ caCertificate: '' });
    const given = await run({});
    const off = await run({ caCertificate: '', allowUnauthorizedCerts: true });
    return [
      exactly('on: token requests', 0, on.seen.tokenRequests),
      exactly('on: requests of items', 0, on.seen.itemRequests),
      says('on: error', ['CA Certificate', 'Ignore SSL Issues'], on.message),
      says('on: credential test', ['CA Certificate'], on.verdict.message),
      exactly('given: token requests', 1, given.seen.tokenRequests),
      exactly('given: requests of items', ITEMS, given.seen.itemRequests),
      equal('given: credential test', 'OK', given.verdict.status),
      exactly('off: token requests', 1, off.seen.tokenRequests),
      exactly('off: requests of items', ITEMS, off.seen.itemRequests),
      equal('off: credential test', 'OK', off.verdict.status),
    ];
  },
};

const allowedDomains: Row = {
  title: 'Allowed HTTP Request Domains',
  async check(stage, vendorCase) {
    const secret = stage.freshSecret(vendorCase);
    const credential = await stage.credential(vendorCase, {
      ...vendorCase.fields(secret),
      allowedHttpRequestDomains: 'domains',
      allowedDomains: 'other.example.com',
    });
    const step = { name: CALL, credential, url: echoUrl(vendorCase) };
    let message = '';
    const refused = await stage.traffic(vendorCase, async () => {
      message = (await stage.run([step], ITEMS)).message();
    });
    await stage.edit(credential, { allowedDomains: '127.0.0.1' });
    const listed = await stage.traffic(vendorCase, () => stage.run([step], ITEMS));
    return [
      exactly('not listed: requests', 0, refused.tokenRequests + refused.itemRequests),
      says('not listed: error', ['Domain not allowed', 'other.example.com'], message),
      exactly('listed: token requests', vendorCase.requestsTokens ? 1 : 0, listed.tokenRequests),
      exactly('listed: requests of items', ITEMS, listed.itemRequests),
    ];
  },
};

/** The rows that one running server answers, in the order of the table. */
export const SERVER_ROWS: readonly Row[] = [
  tokenWithdrawn,
  apiFailures,
  expiredSinceLastRun,
  wrongSecretThenCorrected,
  wrongStaticToken,
  credentialTest,
  hundredItems,
  twoCredentials,
  allowedDomains,
  foreignOrigin,
  redirectToForeignOrigin,
  selfSignedCertificate,
  staticTokenWithdrawn,
];
