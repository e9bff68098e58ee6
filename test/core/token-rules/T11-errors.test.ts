import fc from 'fast-check';
import {
  asVendorAuthError,
  checkSettings,
  revokeGrant,
  sayAll,
  testCallFailure,
  tokenRejectedError,
  VendorAuthError,
} from '../../../core';
import { redact } from '../../../core/redact/redact';
import {
  ACCESS_TOKEN,
  credential,
  scene,
  SECRET,
  settingsOf,
  VENDOR_IDS,
} from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, type Answer } from '../support/fake-vendor';
import { allThatCanBeSeen, formsOf } from '../support/leaks';
import { inWords } from '../support/words';

const TOKEN = 'tok3n.of/the+vendor==';
const CLIENT_ID = 'my-automation';
const FORBIDDEN = [...formsOf(SECRET, CLIENT_ID), ...formsOf(TOKEN)];

function expectNoLeak(value: unknown): void {
  const seen = allThatCanBeSeen(value);
  expect(FORBIDDEN.filter((form) => seen.includes(form))).toEqual([]);
}

/** Texts as a careless server or HTTP client would write them, with the secret in any form. */
function talk(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...FORBIDDEN) },
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('invalid_client', 'http://', ' licence ', '<html>', '\n'),
    },
  );
  return fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
}

function randomAnswer(): fc.Arbitrary<Answer> {
  const member = fc.oneof(talk(), fc.jsonValue(), fc.constant(TOKEN));
  const members = fc.record(
    {
      error: fc.oneof(
        talk(),
        fc.constantFrom('invalid_client', 'invalid_scope'),
        fc.record({ code: talk(), message: talk() }),
      ),
      error_description: member,
      error_uri: fc.oneof(
        talk(),
        talk().map((text) => `https://vendor.example/?${text}`),
      ),
      message: member,
      description: member,
      title: member,
      detail: fc.oneof(member, fc.array(fc.record({ loc: fc.array(talk()), msg: talk() }))),
      access_token: fc.constant(TOKEN),
      token_type: member,
      [SECRET]: member,
    },
    // A text can only be known for a token where the answer itself calls it one.
    { requiredKeys: ['access_token'] },
  );
  return fc.record({
    status: fc.constantFrom(200, 301, 400, 401, 403, 404, 405, 422, 429, 500, 503),
    headers: fc.record({
      location: fc.oneof(
        talk(),
        talk().map((text) => `https://evil.example/?${text}`),
      ),
      'retry-after': fc.oneof(talk(), fc.constant('7')),
    }),
    body: fc.oneof(members, talk()),
  });
}

/** An error as HTTP clients throw them, with the whole request on it. */
function transportError(): fc.Arbitrary<unknown> {
  const request = {
    headers: { authorization: `Basic ${SECRET}` },
    data: `client_secret=${SECRET}`,
  };
  return fc
    .record({
      message: talk(),
      code: fc.constantFrom('ECONNRESET', 'EPROTO', undefined, 42),
      name: talk(),
      cause: talk(),
    })
    .map(({ message, code, name, cause }) =>
      Object.assign(new Error(message, { cause: new Error(cause) }), {
        code,
        name,
        config: request,
        request,
      }),
    );
}

describe('T11: what can be reached from an error', () => {
  test.each(VENDOR_IDS.filter((id) => id !== 'agility'))(
    'of %s is never a secret, a token or a raw answer, whatever the vendor answers',
    async (id) => {
      await fc.assert(
        fc.asyncProperty(randomAnswer(), async (answer) => {
          // Also where the user looks for the token at another place than the one where it is.
          for (const elsewhere of [{}, { tokenPath: 'result.key' }]) {
            const settings = settingsOf(id, { clientId: CLIENT_ID, ...elsewhere });
            const { token } = scene(() => answer, settings);
            const outcome = await token().catch((error: unknown) => error);
            if (typeof outcome === 'string') continue;
            expect(outcome).toBeInstanceOf(VendorAuthError);
            expectNoLeak(outcome);
            expectNoLeak(await errorOf(token()));
          }
        }),
        { numRuns: 50 },
      );
    },
  );

  test('is never a secret, a token or the transport’s own error, whatever the transport throws', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(transportError(), talk(), fc.constant(undefined)),
        async (thrown) => {
          const { token } = scene(() => {
            throw thrown;
          });
          const error = await errorOf(token());
          expectNoLeak(error);
          expect(error.cause).toBeUndefined();
          expect(allThatCanBeSeen(error)).not.toContain('client_secret=');
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is nothing of an error that nobody foresaw, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(transportError(), talk(), fc.constant(undefined)), (thrown) => {
        const error = asVendorAuthError(thrown, 'dvinci');
        expect(error).toMatchObject({ code: 'request-failed', vendor: 'dvinci' });
        expectNoLeak(error);
        expect(allThatCanBeSeen(error)).not.toContain('client_secret=');
      }),
      { numRuns: 60 },
    );
  });

  test('is no secret with Basic authentication either, even if the server quotes the header', async () => {
    const settings = settingsOf('client-credentials', { clientAuthentication: 'header' });
    const { vendor, token } = scene(undefined, settings);
    vendor.answers((request) => ({
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: `Got ${request.headers['authorization']}`,
      },
    }));
    const error = await errorOf(token());
    expect(error.description).toBe('Got Basic ***');
    expectNoLeak(error);
  });

  test.each([`mac ${SECRET}`, `DPoP ${TOKEN}`])(
    'is no secret or token where the vendor names the type of the token: %j',
    async (type) => {
      const { token } = scene(answersWith(200, { access_token: TOKEN, token_type: type }));
      const error = await errorOf(token());
      expect(error.code).toBe('unsupported-token-type');
      expectNoLeak(error);
    },
  );

  test('is no token from a test call, a rejection or a revocation', async () => {
    await fc.assert(
      fc.asyncProperty(talk(), fc.constantFrom(200, 401, 403, 404, 500), async (text, status) => {
        const quoted = text + ACCESS_TOKEN;
        const body = {
          Assets: [{ Attributes: { Username: { value: quoted } } }],
          Exception: { Message: quoted },
        };
        const settings = settingsOf('agility');
        const { source, vendor, ask } = scene(() => ({ status, body }), settings);
        const report = await source.verdicts.verify(settings, await ask(), vendor.send);
        const revoked = await revokeGrant(settings, source, '1020', { send: vendor.send }).catch(
          (error: unknown) => error,
        );
        const errors = [testCallFailure(settings, report), tokenRejectedError(settings), revoked];
        for (const seen of [report, inWords(report), ...errors].map(allThatCanBeSeen)) {
          for (const form of formsOf(ACCESS_TOKEN)) expect(seen).not.toContain(form);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('is no secret that was typed into a field that is wrong', () => {
    fc.assert(
      fc.property(fc.constantFrom('\u0000', '\n', '\u007f'), (control) => {
        const clientSecret = `${SECRET}${control}rest`;
        for (const id of VENDOR_IDS) {
          const fields = { clientSecret, accessToken: clientSecret, baseUrl: '' };
          const error = thrownBy(() => checkSettings(id, credential(id, fields)));
          expectNoLeak(error);
          expect(error).toMatchObject({ code: 'invalid-settings' });
        }
      }),
    );
  });

  test('is what a person needs: vendor, code, status, description, error URI, retry-after and hint', async () => {
    const { token } = scene(
      answersWith(
        400,
        {
          error: 'invalid_scope',
          error_description: 'The scope\n“reed” is   unknown.',
          error_uri: 'https://vendor.example/errors#scope',
        },
        { 'retry-after': '20' },
      ),
      settingsOf('client-credentials'),
    );
    const error = await errorOf(token());
    const { texts, ...facts } = error;
    expect(facts).toEqual({
      name: 'VendorAuthError',
      vendor: 'client-credentials',
      code: 'token-request-refused',
      status: 400,
      description: 'The scope “reed” is unknown.',
      errorUri: 'https://vendor.example/errors#scope',
      retryAfterSeconds: 20,
      hint: 'Check Scope.',
      replayed: false,
      problems: [],
    });
    expect(sayAll([...texts.message, ...texts.hint])).toBe(error.fullMessage);
    expect(error.fullMessage).toBe(
      'The vendor refused the token request: the scope is unknown or not for this client. It said: “The scope “reed” is unknown.” Check Scope.',
    );
  });

  test.each(['javascript:alert(1)', 'not an address', '/relative'])(
    'is no error URI such as %s',
    async (errorUri) => {
      const { token } = scene(answersWith(400, { error: 'invalid_scope', error_uri: errorUri }));
      expect((await errorOf(token())).errorUri).toBeUndefined();
    },
  );

  test('names only fields that the vendor’s form has', async () => {
    for (const error of [
      'invalid_request',
      'invalid_scope',
      'unsupported_grant_type',
      'invalid_target',
    ]) {
      const { token } = scene(answersWith(400, { error }), settingsOf('dvinci'));
      expect((await errorOf(token())).hint).toBe('Check the fields of the login.');
    }
    const notThere = scene(answersWith(404), settingsOf('dvinci'));
    expect((await errorOf(notThere.token())).hint).toBe('Check Base URL.');
  });
});

describe('T11: a vendor’s words', () => {
  test.each([
    ['the secret as it is', SECRET],
    ['the secret in a form', new URLSearchParams({ s: SECRET }).toString().slice(2)],
    ['the secret in an address', encodeURIComponent(SECRET)],
    ['the secret in a form, in lower case', 's3cr3t%2b%2f%22%c3%bc+of+the+client+%26+more%3d'],
    [
      'the secret in an address, in lower case',
      's3cr3t%2b%2f%22%c3%bc%20of%20the%20client%20%26%20more%3d',
    ],
    ['the secret in HTML', 's3cr3t+/&quot;ü of the client &amp; more='],
    ['the secret in HTML, in numbers', 's3cr3t+/&#34;ü of the client &amp; more='],
    ['the secret in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['the secret in Base64', Buffer.from(SECRET).toString('base64')],
  ])('lose %s', (_form, text) => {
    expect(redact(`before ${text} after`, [SECRET])).toBe('before *** after');
  });

  test.each([
    "it's a <secret>",
    'it&#39;s a &lt;secret&gt;',
    'it&#x27;s a &lt;secret&gt;',
    'it&#039;s a &lt;secret&gt;',
    'it&apos;s a &lt;secret&gt;',
    "it's a &lt;secret&gt;",
  ])('lose a secret with an apostrophe: %s', (text) => {
    expect(redact(`before ${text} after`, ["it's a <secret>"])).toBe('before *** after');
  });

  test('lose a token whole, though the secret is a part of it', () => {
    expect(redact('got head.abcdef.tail', ['abcdef', 'head.abcdef.tail'])).toBe('got ***');
  });

  test('are dropped whole if they hold a secret too short to cut out', () => {
    expect(redact('an abc of errors', ['abc'])).toBeUndefined();
    expect(redact('nothing of it', ['abc'])).toBe('nothing of it');
  });

  test('are one line of at most 300 characters', () => {
    expect(redact('a\r\n\tb\u0000c', [])).toBe('a b c');
    expect(redact('x'.repeat(1000), [])).toBe(`${'x'.repeat(300)}…`);
    expect(redact(' \n ', [])).toBeUndefined();
  });

  test('hold no secret afterwards, whatever it is and wherever it stood', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, fc.array(text), fc.array(text), (secret, before, after) => {
        const said = redact([...before, secret, ...after].join(''), [secret]);
        if (said !== undefined && !'***'.includes(secret)) expect(said).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  test('are read even if the secret holds half a character', () => {
    expect(redact('fine', ['\ud800abcd'])).toBe('fine');
  });
});

test('T11: the search for leaks finds what is hidden', () => {
  const hidden = Object.defineProperty(new Error('x'), 'request', {
    value: { headers: new Map([['authorization', SECRET]]) },
    enumerable: false,
  });
  expect(allThatCanBeSeen(hidden)).toContain(SECRET);
  expect(allThatCanBeSeen(new Error('x', { cause: { [SECRET]: 1 } }))).toContain(SECRET);
});

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
