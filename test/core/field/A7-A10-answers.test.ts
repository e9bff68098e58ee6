import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'zlib';
import { LONGEST_BODY_BYTES } from '../../../core/http/body';
import { scene, SECRET, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, type Answer } from '../support/fake-vendor';
import { jwt, World } from '../support/world';

function other(fields: Record<string, unknown> = {}) {
  return settingsOf('client-credentials', fields);
}

/** The token that the credential finds in an answer. */
async function tokenIn(body: unknown, fields: Record<string, unknown> = {}): Promise<string> {
  return await scene(answersWith(200, body), other(fields)).token();
}

async function errorFrom(answer: Answer, fields: Record<string, unknown> = {}) {
  return await errorOf(scene(() => answer, other(fields)).token());
}

const TOKEN = 'a.token/of+the-vendor==';

describe('A7: the token stands elsewhere in the answer', () => {
  test.each<[unknown]>([
    [{ data: { access_token: TOKEN } }],
    [{ token: TOKEN }],
    [{ accessToken: TOKEN }],
    [{ AccessToken: TOKEN }],
    [{ Token: TOKEN }],
    [{ jwt: TOKEN }],
    [{ id_token: TOKEN }],
    [{ authToken: TOKEN }],
    [{ bearerToken: TOKEN }],
    [{ sessionToken: TOKEN }],
    [{ result: { token: TOKEN } }],
    [{ data: { token: { access_token: TOKEN } } }],
    [{ credentials: { token: TOKEN } }],
    [{ value: { token: TOKEN } }],
    [{ token: { accessToken: TOKEN } }],
    [{ access_token: { value: TOKEN, expires: 3600 } }],
    [{ access_token: { token: TOKEN } }],
    [{ token: { id: TOKEN } }],
    [{ user: { name: 'Ada', token: TOKEN } }],
    [[{ access_token: TOKEN }]],
    [{ tokens: [{ token: TOKEN }, { token: 'another' }] }],
    [{ tenant_access_token: TOKEN, code: 0, msg: 'ok', expire: 7200 }],
    [{ token: `Bearer ${TOKEN}` }],
    [{ access_token: '', token: TOKEN }],
    [{ access_token: null, accessToken: TOKEN }],
    [{ access_token: `${TOKEN}\r\n` }],
    [{ token: ` Bearer ${TOKEN}\t` }],
    [JSON.stringify(JSON.stringify({ access_token: TOKEN }))],
    [JSON.stringify(JSON.stringify({ data: { token: TOKEN } }, null, 2))],
  ])('%j, and is found', async (body) => {
    expect(await tokenIn(body)).toBe(TOKEN);
  });

  test.each<[unknown]>([
    [{ refresh_token: { token: 'of another kind' }, access_token: { token: TOKEN } }],
    [{ refreshToken: 'of another kind', token: TOKEN }],
    [{ csrf: { token: 'of another kind' }, data: { token: TOKEN } }],
    [{ id_token: 'of another kind', access_token: TOKEN }],
    [{ token: 'of another kind', data: { access_token: TOKEN } }],
    [{ token_type: 'bearer', scope: 'token', token: TOKEN }],
  ])('%j, beside tokens of another kind', async (body) => {
    expect(await tokenIn(body)).toBe(TOKEN);
  });

  test('as the whole answer, if it is a JSON Web Token', async () => {
    const token = jwt({ exp: 1_800_000_000 });
    expect(await tokenIn(token)).toBe(token);
    expect(await tokenIn(`${token}\r\n`)).toBe(token);
    expect(await tokenIn(JSON.stringify(token))).toBe(token);
  });

  test.each(['access', 'token_string', 'Authorization', 'result', 'X-Auth-Token'])(
    'as a JSON Web Token, also under the name %s',
    async (name) => {
      const token = jwt({ exp: 1_800_000_000 });
      const refresh = jwt({ exp: 1_900_000_000 });
      const body = { refresh, mfa_token: refresh, message: 'OK', [name]: `Bearer ${token}` };
      expect(await tokenIn(body)).toBe(token);
    },
  );

  test.each(['mfa_token', 'otp', 'challenge', 'state', 'refresh', 'license'])(
    'nowhere, if the only JSON Web Token is called %s',
    async (name) => {
      const { code } = await errorFrom({ body: { [name]: jwt({ exp: 1_800_000_000 }) } });
      expect(code).toBe('unreadable-answer');
    },
  );

  test('with spaces around it, with the lifetime that stands beside it', async () => {
    const body = { expires_in: 9, data: { token: `${TOKEN}\n`, expires_in: 1800 } };
    expect((await scene(answersWith(200, body), other()).ask()).lifetimeSeconds).toBe(1800);
  });

  test.each<[string, unknown]>([
    ['Data', { Data: TOKEN, access_token: 'of another kind' }],
    ['data.signIn.it', { data: { signIn: { it: TOKEN } } }],
    ['data.list.1.it', { data: { list: [{}, { it: TOKEN }] } }],
    ['data.list[1].it', { data: { list: [{}, { it: TOKEN }] } }],
    ['$.data["list"][1].it', { data: { list: [{}, { it: TOKEN }] } }],
    ['.data.it', { data: { it: TOKEN } }],
    ['a.b', { 'a.b': TOKEN }],
    ['x.a.b.it', { x: { 'a.b': { it: TOKEN } } }],
    ['.', TOKEN],
    ['.', JSON.stringify(TOKEN)],
    ['.', `${TOKEN}\n`],
    ['.', `Bearer ${TOKEN}`],
    ['.', JSON.stringify(`${TOKEN}\r\n`)],
  ])('at the path %s, which the user enters', async (tokenPath, body) => {
    expect(await tokenIn(body, { tokenPath })).toBe(TOKEN);
  });

  test.each<[Record<string, unknown>, unknown, string]>([
    [{ tokenPath: 'data.key' }, { data: { key: 31415926 } }, '31415926'],
    [{ tokenPath: 'data.0.key' }, { data: [{ key: 3.5 }] }, '3.5'],
    [{ tokenPath: '.' }, '31415926', '31415926'],
    [{ tokenPath: 'access_token' }, { access_token: 31415926 }, '31415926'],
  ])('with %j in %j, as a number that counts as its text', async (fields, body, token) => {
    expect(await tokenIn(body, fields)).toBe(token);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ tokenPath: 'key' }, '{"key":12345678901234567890}'],
    [{}, '{"access_token":31415926}'],
    [{}, '{"data":{"accessToken":31415926}}'],
    [{ tokenPath: 'key' }, '{"key":1e3}'],
    [{ tokenPath: 'key' }, '{"key":0}'],
    [{ tokenPath: 'key' }, '{"key":true}'],
    [{}, '{"token":7,"sessionToken":1}'],
  ])(
    'with %j not in %s, where a number would be another text, or is none',
    async (fields, body) => {
      expect((await errorFrom({ body }, fields)).code).toBe('unreadable-answer');
    },
  );

  test('as a number, with the lifetime that stands beside it', async () => {
    const body = { expires_in: 9, data: { key: 31415926, expires_in: 1800 } };
    const { ask, clock } = scene(answersWith(200, body), other({ tokenPath: 'data.key' }));
    const token = await ask();
    expect(token.expiresAtMs - clock.monotonicMs()).toBe(1_800_000);
  });

  test.each<[string]>([
    ['<!DOCTYPE html><html><body>Sign in</body></html>'],
    ['<html></html>'],
    ['{"error":"none"}'],
    ['[]'],
    ['{}'],
    ['true'],
    ['false'],
    ['null'],
    ['""'],
    [''],
    ['  \n'],
  ])('nowhere in the whole answer %s, which is none', async (body) => {
    const { code } = await errorFrom({ body }, { tokenPath: '.' });
    expect(code).toBe('unreadable-answer');
  });

  test('nowhere, and the error lists the names of the members, never their values', async () => {
    const body = { Ticket: TOKEN, info: { user: 'ada@example.com', list: [{ key: 'value-7' }] } };
    const { message, hint, code } = await errorFrom({ body });
    expect(code).toBe('unreadable-answer');
    expect(message).toContain('It has: Ticket, info, info.user, info.list, info.list.0');
    expect(hint).toContain('Token Path');
    expect(message).not.toMatch(/vendor==|ada@|value-7/);
  });

  test.each<[unknown]>([
    [{ [TOKEN]: 1 }],
    [{ d41d8cd98f00b204e9800998ecf8427e: { it: 1 } }],
    [{ data: { 'sk-live-4242-4242': 'x' } }],
    [{ [SECRET]: 1, [SECRET.slice(0, 12)]: 2 }],
    [`${TOKEN}`],
    [JSON.stringify(TOKEN)],
  ])('nowhere, and a name that may be a token is not listed: %j', async (body) => {
    const { fullMessage } = await errorFrom({ body });
    expect(fullMessage).not.toMatch(/vendor==|d41d8|4242|s3cr3t/);
  });

  test('nowhere, if it stands in __proto__ alone', async () => {
    const body = '{"__proto__":{"access_token":"x"},"data":{"__proto__":{"token":"y"}}}';
    expect((await errorFrom({ body })).code).toBe('unreadable-answer');
  });

  test('nowhere at the path that the user entered, and the error says where it could be', async () => {
    const error = await errorFrom({ body: { access_token: TOKEN } }, { tokenPath: 'data.token' });
    expect(error.message).toContain('It has: access_token');
  });
});

describe('A8: token_type is a name of the vendor’s own', () => {
  test.each(['BearerToken', 'User Access Token', 'JWT', 'Application Access Token', 'bearer '])(
    '%s, and the API gets Bearer',
    async (token_type) => {
      const world = new World({
        tells: ({ token }) => ({
          body: { access_token: token.value, expires_in: 3600, token_type },
        }),
      });
      expect(await world.call()).toBe(200);
      expect(world.apiCalls[0]?.headers['authorization']).toBe('Bearer opaque-1');
    },
  );
});

describe('A9: an answer that is compressed although nothing asked for it', () => {
  const json = JSON.stringify({ access_token: TOKEN, expires_in: 3600, note: 'ü'.repeat(500) });
  const encodings: readonly (readonly [string, string | undefined, Buffer])[] = [
    ['gzip', 'gzip', gzipSync(json)],
    ['gzip without a word of it', undefined, gzipSync(json)],
    ['gzip called x-gzip', 'x-gzip', gzipSync(json)],
    ['gzip called identity', 'identity', gzipSync(json)],
    ['gzip called deflate', 'deflate', gzipSync(json)],
    ['deflate', 'deflate', deflateSync(json)],
    ['deflate in capitals', 'Deflate', deflateSync(json)],
    ['deflate at another level', 'deflate', deflateSync(json, { level: 9 })],
    ['deflate without a word of it', undefined, deflateSync(json)],
    ['deflate without its header', 'deflate', deflateRawSync(json)],
    ['what the host has decoded, gzip', 'gzip', Buffer.from(json)],
    ['what the host has decoded, deflate', 'deflate', Buffer.from(json)],
    ['what the host has decoded, br', 'br', Buffer.from(json)],
    ['what the host has decoded, with a byte order mark', 'deflate', Buffer.from(`\ufeff${json}`)],
  ];

  test.each(encodings)('%s is read', async (_what, encoding, body) => {
    const headers = encoding === undefined ? {} : { 'content-encoding': encoding };
    const { token, source } = scene(answersWith(200, body, headers), other());
    expect(await token()).toBe(TOKEN);
    expect(source.status().secondsLeft).toBe(3600);
  });

  test('br is read where Node.js knows it', async () => {
    const isKnown = () => new DecompressionStream('brotli' as 'gzip');
    const { token } = scene(
      answersWith(200, brotliCompressSync(json), { 'content-encoding': 'br' }),
      other(),
    );
    let knows = true;
    try {
      isKnown();
    } catch {
      knows = false;
    }
    if (knows) expect(await token()).toBe(TOKEN);
    else expect((await errorOf(token())).code).toBe('unreadable-answer');
  });

  test('in pieces is read too', async () => {
    const bytes = gzipSync(json);
    async function* pieces(): AsyncIterable<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
    }
    expect(await scene(() => ({ body: pieces() }), other()).token()).toBe(TOKEN);
  });

  test('is bounded by 1 MiB after decoding', async () => {
    const padded = (bytes: number) =>
      gzipSync(JSON.stringify({ access_token: TOKEN }).padEnd(bytes));
    expect(await tokenIn(padded(LONGEST_BODY_BYTES))).toBe(TOKEN);
    const error = await errorFrom({ body: padded(LONGEST_BODY_BYTES + 1) });
    expect(error.code).toBe('answer-too-large');
  });

  test('that would be a hundred times longer is given up at once', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * LONGEST_BODY_BYTES));
    expect(bomb.length).toBeLessThan(LONGEST_BODY_BYTES);
    const before = process.memoryUsage().rss;
    expect(await errorFrom({ body: bomb })).toMatchObject({ code: 'answer-too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  });

  test.each<[string, Buffer]>([
    ['cut off', gzipSync(json).subarray(0, 60)],
    ['cut off after its header', gzipSync(json).subarray(0, 10)],
    ['damaged', Buffer.concat([gzipSync(json).subarray(0, 20), Buffer.alloc(100, 7)])],
    ['not compressed at all', Buffer.from([0x1f, 0x8b, 8, 1, 2, 3])],
  ])('and %s is no token', async (_how, body) => {
    expect(await errorFrom({ body })).toMatchObject({ code: 'unreadable-answer' });
  });

  test('of a refusal is read as well', async () => {
    const refusal = gzipSync(JSON.stringify({ error: 'invalid_client' }));
    expect(await errorFrom({ status: 401, body: refusal })).toMatchObject({
      code: 'invalid-client',
    });
  });
});

describe('A10: 200 with an error that is not RFC 6749’s', () => {
  const WORDS = 'The key has been disabled.';

  test.each<[unknown]>([
    [{ success: false, message: WORDS }],
    [{ status: 'error', message: WORDS }],
    [{ status: 'error', error: { message: WORDS } }],
    [{ errors: [{ message: WORDS }] }],
    [{ errors: [WORDS] }],
    [{ errors: { key: [WORDS] } }],
    [{ ok: false, reason: WORDS }],
    [{ error: { code: 'E7', message: WORDS } }],
    [{ code: 401, msg: WORDS }],
    [{ errcode: 40_001, errmsg: WORDS }],
    [{ ErrorCode: 'E7', ErrorMessage: WORDS }],
    [{ fault: { faultstring: WORDS, detail: { errorcode: 'oauth.v2.InvalidKey' } } }],
    [{ isError: true, description: WORDS }],
    [{ statusCode: 403, message: WORDS }],
    [{ Error: WORDS }],
    [{ result: { success: false, message: WORDS } }],
    [{ success: false, token: null, message: WORDS }],
    [[{ success: false, message: WORDS }]],
    [{ status: false, message: WORDS }],
    [{ result: false, message: WORDS }],
    [{ authenticated: false, message: WORDS }],
    [{ valid: false, message: WORDS }],
    [{ access_token: null, message: WORDS }],
    [{ data: { token: '' }, message: WORDS }],
    [{ errors: WORDS }],
    [{ ExceptionMessage: WORDS }],
    [{ failure: { message: WORDS } }],
    [{ error: { code: 0, message: WORDS } }],
    [`errorCode=7&errorMessage=${encodeURIComponent(WORDS)}`],
    [JSON.stringify(JSON.stringify({ success: false, message: WORDS }))],
  ])('%j is a refusal in the vendor’s words', async (body) => {
    const error = await errorFrom({ body });
    expect(error).toMatchObject({ code: 'token-request-refused', status: 200, description: WORDS });
    expect(error.message).toContain(`It said: “${WORDS}”`);
  });

  test.each<[unknown]>([
    [{ success: true, token: TOKEN }],
    [{ success: 'true', token: TOKEN, errors: [] }],
    [{ status: 'ok', token: TOKEN, errors: null }],
    [{ status: 'approved', access_token: TOKEN }],
    [{ code: 0, msg: 'ok', token: TOKEN }],
    [{ code: 200, message: 'Logged in.', data: { token: TOKEN } }],
    [{ error: false, message: '', token: TOKEN }],
    [{ error: 0, token: TOKEN }],
    [{ errors: {}, token: TOKEN }],
    [{ hasErrors: false, token: TOKEN }],
    [{ error: { code: 'ok', message: '', log_id: '7' }, token: TOKEN }],
    [{ error: { code: 0, message: 'success' }, token: TOKEN }],
    [{ error: { code: null, message: null }, token: TOKEN }],
    [{ error: { code: 0, message: 'Logged in.' }, token: TOKEN }],
    [{ error: { errorCode: '0000', errorMessage: 'Done.' }, token: TOKEN }],
    [{ error: 'OK', token: TOKEN }],
    [{ error: 'success', token: TOKEN }],
    [{ error: 'no error', token: TOKEN }],
    [{ error: '0000', token: TOKEN }],
    [{ error: [null], token: TOKEN }],
  ])('%j is none', async (body) => {
    expect(await tokenIn(body)).toBe(TOKEN);
  });

  test.each<[unknown]>([
    [{ success: false, token: TOKEN, message: WORDS }],
    [{ status: 'FAILED', token: TOKEN, message: WORDS }],
    [{ error: { code: 1, message: WORDS }, token: TOKEN }],
    [{ error: { message: WORDS }, token: TOKEN }],
    [{ error: { code: null, message: WORDS }, token: TOKEN }],
    [{ error: { code: 0, error: 'denied' }, message: WORDS, token: TOKEN }],
    [{ error: [{ message: WORDS }], token: TOKEN }],
    [{ error: true, message: WORDS, token: TOKEN }],
  ])('%j is one, whatever else it holds', async (body) => {
    expect(await errorFrom({ body })).toMatchObject({ description: WORDS });
  });

  test.each<[unknown]>([
    [{ success: false, token: TOKEN }],
    [{ status: 'denied', access_token: TOKEN }],
  ])('%j is one without words, and is not said to lack a token', async (body) => {
    const error = await errorFrom({ body });
    expect(error.code).toBe('token-request-refused');
    expect(error.message).not.toContain('access_token');
  });

  test('is held back as long as Retry-After says', async () => {
    const body = { success: false, message: WORDS };
    const error = await errorFrom({ body, headers: { 'retry-after': '120' } });
    expect(error.retryAfterSeconds).toBe(120);
  });

  test('is held back like any other, and leaks neither secret nor token', async () => {
    const body = { success: false, message: `Wrong secret ${SECRET} or ${TOKEN}`, token: TOKEN };
    const { token, vendor } = scene(answersWith(200, body), other());
    const error = await errorOf(token());
    expect(error.fullMessage).not.toContain('s3cr3t');
    expect(error.fullMessage).not.toContain('of+the');
    await errorOf(token());
    expect(vendor.requests).toHaveLength(1);
  });
});
