import { execFileSync } from 'child_process';
import fc from 'fast-check';
import { readFileSync } from 'fs';
import path from 'path';
import ts from 'typescript';
import { apiAnswer, judge } from '../../../core';
import { datesMsOf } from '../../../core/endpoint/told-time';
import { toldLifetimeSeconds } from '../../../core/endpoint/told-lifetime';
import { scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { LIFETIMES, MOMENTS, nested, spelled } from '../support/spellings';
import { jwt } from '../support/world';

const settings = settingsOf('client-credentials');
const TOKEN = 'opaque/token+of==the.vendor';

const TOKEN_NAMES = [
  'access token',
  'token',
  'auth token',
  'bearer token',
  'id token',
  'jwt token',
  'jwt',
  'api token',
  'session token',
  'authentication token',
];
const LIFETIME_NAMES = [
  'expires in',
  'expires in seconds',
  'access token validity',
  'token expires in',
  'token lifetime',
  'valid for',
  'ttl',
  'expires after',
  'expires in s',
  'access expires in',
  'jwt expires in',
  'lease duration',
];
const MOMENT_NAMES = [
  'expires at',
  'expires on',
  'expires',
  'expiration',
  'expiration date',
  'expiry',
  'token expiry',
  'valid until',
  'access token expires at',
  'expires in',
  'expires utc',
  'expiry date time',
  'expired time',
  'expires timestamp',
  'access token expiration time',
  'access token expiry date',
  'token expiration time',
  'valid till',
];

/** What is left of a token of that answer, in seconds, at a server whose clock is the simulated one. */
async function leftOf(answer: unknown, { wallOffsetSeconds = 0 } = {}): Promise<number> {
  const stage = scene(undefined, settings);
  const dateMs = stage.clock.wallMs();
  stage.clock.setWallClockSeconds(wallOffsetSeconds);
  stage.vendor.answers(() => ({ headers: { date: new Date(dateMs).toUTCString() }, body: answer }));
  expect(await stage.token()).toBe(TOKEN);
  return stage.source.status().secondsLeft ?? 0;
}

/** Never later than told, and no more than the rest of a second earlier. */
function expectToLeave(seconds: number, told: number): void {
  expect(seconds).toBeLessThanOrEqual(told + 0.001);
  expect(seconds).toBeGreaterThanOrEqual(told - 2);
}

const NOW = Date.UTC(2026, 0, 15, 12);
const lives = fc.integer({ min: 61, max: 86_000 });

/** How long a token lives, and an answer that says so under one of these names, written in some way. */
const answers = (
  names: readonly string[],
  ways: Readonly<Record<string, (told: number) => unknown>>,
  told: (seconds: number) => number,
) =>
  lives.chain((seconds) =>
    fc.tuple(
      fc.constant(seconds),
      nested(
        fc
          .tuple(
            spelled(...TOKEN_NAMES),
            spelled(...names),
            fc.constantFrom(...Object.values(ways)),
          )
          .map(([token, name, written]) => ({ [token]: TOKEN, [name]: written(told(seconds)) })),
      ),
    ),
  );

describe('A token and its lifetime', () => {
  test('are found in any spelling, wherever they stand, as number or text', async () => {
    await fc.assert(
      fc.asyncProperty(
        answers(LIFETIME_NAMES, LIFETIMES, (seconds) => seconds),
        async ([seconds, answer]) => expectToLeave(await leftOf(answer), seconds),
      ),
      { numRuns: 1000 },
    );
  });

  test('are found where the expiry is a moment, in any format', async () => {
    await fc.assert(
      fc.asyncProperty(
        answers(MOMENT_NAMES, MOMENTS, (seconds) => NOW + seconds * 1000),
        fc.constantFrom(0, -86_000, 7200),
        async ([seconds, answer], wallOffsetSeconds) =>
          expectToLeave(await leftOf(answer, { wallOffsetSeconds }), seconds),
      ),
      { numRuns: 1000 },
    );
  });

  test('are found where the lifetime stands one level deeper, or further out, than the token', async () => {
    await fc.assert(
      fc.asyncProperty(
        lives,
        spelled(...TOKEN_NAMES),
        spelled(...LIFETIME_NAMES),
        fc.constantFrom('meta', 'info', 'token_info', 'details'),
        fc.boolean(),
        async (seconds, token, name, place, isInside) => {
          const answer = isInside
            ? { [token]: TOKEN, [place]: { [name]: seconds } }
            : { [name]: seconds, [place]: { [token]: TOKEN } };
          expectToLeave(await leftOf(answer), seconds);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of an unit in the name are read in that unit', async () => {
    const units = { milliseconds: 0.001, ms: 0.001, seconds: 1, minutes: 60, hours: 3600 };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(...Object.entries(units)),
        fc.constantFrom('expires in', 'token lifetime', 'ttl', 'validity'),
        fc.boolean(),
        async (hours, [unit, inSeconds], name, isText) => {
          const count = (hours * 3600) / inSeconds;
          const answer = fc.sample(spelled(`${name} ${unit}`), 1).map((spelling) => ({
            access_token: TOKEN,
            [spelling]: isText ? String(count) : count,
          }))[0];
          expectToLeave(await leftOf(answer), hours * 3600);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('that is not that of something else: a user, a licence, a refresh token', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('user', 'license', 'refresh_token', 'subscription', 'userProfile'),
        spelled(...LIFETIME_NAMES, ...MOMENT_NAMES),
        async (owner, name) => {
          const answer = { access_token: TOKEN, [owner]: { [name]: 50_000 } };
          expect(await leftOf(answer)).toBe(300);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('A moment', () => {
  test.each([
    ['05/01/2026 13:00:00', Date.UTC(2026, 0, 5, 12), 3600],
    ['01/05/2026 1:00:00 PM', Date.UTC(2026, 0, 5, 12), 3600],
    ['01.02.2026 00:30:00', Date.UTC(2026, 0, 31, 23, 30), 3600],
    ['05/01/26 13:00', Date.UTC(2026, 0, 5, 12), 3600],
    ['5.1.26 13:00', Date.UTC(2026, 0, 5, 12), 3600],
    ['02/01/2026 00:30:00', Date.UTC(2026, 0, 31, 23, 30), 3600],
  ])('%s, which may be one day or another, is the sooner of the two', (text, nowMs, seconds) => {
    expect(toldLifetimeSeconds(text, nowMs, undefined)).toBe(seconds);
  });

  test.each(Object.entries(MOMENTS))('in %s is read to the second', (_format, written) => {
    const ms = NOW + 1_234_000;
    const seconds = toldLifetimeSeconds(written(ms), NOW, undefined);
    expect(seconds).toBeGreaterThanOrEqual(1234);
    expect(seconds).toBeLessThan(1235);
  });

  test.each([
    'never',
    '',
    'tomorrow',
    'v1.2026',
    'in 3 fortnights',
    '2026-13-45T99:99:99Z',
    'Bearer 12:34',
    'x'.repeat(1000),
    '1:2:3',
  ])('%j is none', (text) => {
    expect(toldLifetimeSeconds(text, NOW, undefined)).toBeUndefined();
  });

  test('means the same wherever the host stands', () => {
    const file = path.resolve('core/endpoint/told-time.ts');
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const texts = Object.values(MOMENTS)
      .map((written) => written(NOW))
      .filter((written) => typeof written === 'string' && !/^\d+$/.test(written)) as string[];
    const program = `${outputText}\nconsole.log(JSON.stringify(${JSON.stringify(texts)}.map(exports.datesMsOf)))`;
    const expected = texts.map((text) => datesMsOf(text));
    for (const TZ of ['America/Los_Angeles', 'Asia/Kolkata']) {
      const said = execFileSync(process.execPath, ['-e', program], { env: { ...process.env, TZ } });
      expect(JSON.parse(said.toString())).toEqual(expected);
    }
  });
});

describe('A JSON Web Token', () => {
  test('tells its life in any order of members, with any others', async () => {
    const claims = fc.record({
      iss: fc.string(),
      sub: fc.string(),
      jti: fc.string(),
      scope: fc.string(),
    });
    await fc.assert(
      fc.asyncProperty(lives, claims, fc.boolean(), async (seconds, others, isFirst) => {
        const times = { exp: NOW / 1000 + seconds, iat: NOW / 1000 };
        const token = jwt(isFirst ? { ...times, ...others } : { ...others, ...times });
        const stage = scene(() => ({ body: { token } }), settings);
        expect(await stage.token()).toBe(token);
        expectToLeave(stage.source.status().secondsLeft ?? 0, seconds);
      }),
      { numRuns: 200 },
    );
  });
});

describe('A refusal with 200', () => {
  const WORDS = 'The key has been disabled.';
  const denials = fc.oneof(
    spelled('success', 'succeeded', 'ok', 'is success').chain((name) =>
      fc
        .constantFrom(false, 'false', 'False', 0, '0', 'no', 'N')
        .map((value) => [name, value] as const),
    ),
    spelled('status', 'result', 'state').chain((name) =>
      fc
        .constantFrom('error', 'ERROR', 'Failed', 'FAILED', 'failure', 'fail', 'KO', 'denied')
        .map((value) => [name, value] as const),
    ),
    spelled('is error', 'has errors').chain((name) =>
      fc.constantFrom(true, 'true', 1).map((value) => [name, value] as const),
    ),
    spelled('error code', 'status code').chain((name) =>
      fc.constantFrom(401, '401', 'E_AUTH', 40_100).map((value) => [name, value] as const),
    ),
  );
  const words = spelled('message', 'error message', 'error description', 'detail', 'reason', 'msg');

  test('is one in any spelling, wherever it stands', async () => {
    const refusal = fc
      .tuple(denials, words)
      .map(([[name, value], word]) => ({ [name]: value, [word]: WORDS }));
    const around = fc.array(fc.constantFrom('data', 'response', 'result', '[]'), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(refusal, around, async (own, places) => {
        const body = places.reduce<unknown>(
          (inner, place) => (place === '[]' ? [inner] : { [place]: inner }),
          own,
        );
        const error = await errorOf(scene(() => ({ body }), settings).token());
        expect(error).toMatchObject({ code: 'token-request-refused', description: WORDS });
      }),
      { numRuns: 500 },
    );
  });

  test('is none where the same members say that all is well', async () => {
    const good = fc.oneof(
      spelled('success', 'ok').chain((name) =>
        fc.constantFrom(true, 'true', 1, '1').map((v) => [name, v]),
      ),
      spelled('status', 'state').chain((name) =>
        fc.constantFrom('ok', 'success', 'active', 200).map((v) => [name, v]),
      ),
      spelled('error', 'errors').chain((name) =>
        fc.constantFrom(null, '', false, 0, [], {}).map((v) => [name, v]),
      ),
      spelled('code', 'error code').chain((name) =>
        fc.constantFrom(0, '0', 200).map((v) => [name, v]),
      ),
    );
    await fc.assert(
      fc.asyncProperty(good, spelled(...TOKEN_NAMES), async ([name, value], token) => {
        const body = { [name as string]: value, message: 'Welcome', [token]: TOKEN };
        expect(await scene(() => ({ body }), settings).token()).toBe(TOKEN);
      }),
      { numRuns: 300 },
    );
  });
});

describe('A challenge', () => {
  const anyCase = (text: string) =>
    fc
      .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
      .map((upper) =>
        [...text].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join(''),
      );
  const quoted = (value: string) => fc.constantFrom(value, `"${value}"`);
  const equals = fc.constantFrom('=', ' = ', '= ', ' =');
  const parameter = (name: string, value: string) =>
    fc.tuple(anyCase(name), equals, quoted(value)).map((parts) => parts.join(''));
  const others = fc.array(
    fc.oneof(
      parameter('realm', 'api'),
      parameter('scope', 'read'),
      fc.constant('error_description="Expired, says \\"invalid\\""'),
      fc.constant('realm="a, Basic realm=b"'),
      fc.constant('error_description="A 7\\" disk, Basic error=x, all"'),
    ),
    { maxLength: 3 },
  );
  const comma = fc.constantFrom(',', ', ', ' , ', ',  ');
  const foreign = fc.constantFrom(
    'Basic realm="api"',
    'Negotiate',
    'Negotiate YII=',
    'DPoP algs="ES256 RS256", error="use_dpop_nonce"',
    'Digest realm="x", qop="auth, auth-int", nonce="7"',
  );

  const bearer = (error: string) =>
    fc
      .tuple(anyCase('bearer'), others, parameter('error', error), others, comma)
      .map(
        ([scheme, before, own, behind, by]) => `${scheme} ${[...before, own, ...behind].join(by)}`,
      );
  /** Before and behind challenges of other schemes, in one header or in several. */
  const header = (error: string) =>
    fc
      .tuple(
        fc.array(foreign, { maxLength: 2 }),
        bearer(error),
        fc.array(foreign, { maxLength: 2 }),
        fc.boolean(),
      )
      .map(([before, own, behind, isOne]) => {
        const all = [...before, own, ...behind];
        return isOne ? all.join(', ') : all;
      });
  const verdictOn = (status: number, value: string | string[]) =>
    judge(settings, apiAnswer({ status, headers: { 'www-authenticate': value }, text: '' }));
  const status = fc.constantFrom(400, 403, 404, 409, 419, 422, 498);

  test('says invalid_token in any spelling', () => {
    fc.assert(
      fc.property(status, header('invalid_token'), (code, value) => {
        expect(verdictOn(code, value)).toBe('rejected');
      }),
      { numRuns: 2000 },
    );
  });

  test('says nothing of the token with any other error', () => {
    const errors = fc.constantFrom('insufficient_scope', 'invalid_request', 'invalid_tokens', 'x');
    fc.assert(
      fc.property(status, errors.chain(header), (code, value) => {
        expect(verdictOn(code, value)).toBe('unknown');
      }),
      { numRuns: 2000 },
    );
  });
});
