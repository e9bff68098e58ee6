import fc from 'fast-check';
import type { LifetimeFacts } from '../expectations/lifetime';
import { cutAt, type WireAnswer } from './wire';

/** An answer that gives a token, with all that decides what must come of it. */
export interface ValidAnswer {
  readonly wire: WireAnswer;
  readonly facts: Omit<LifetimeFacts, 'defaultLifetimeSeconds'>;
}

/** Every character that can stand in an `Authorization` header. */
const VISIBLE = Array.from({ length: 0x7f - 0x21 }, (_, index) =>
  String.fromCharCode(0x21 + index),
);

const opaqueToken = fc.string({
  unit: fc.constantFrom(...VISIBLE),
  minLength: 1,
  maxLength: 48,
  size: 'max',
});

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const jwt = fc
  .record({
    exp: fc.option(fc.integer({ min: 0, max: 4_000_000_000 }), { nil: undefined }),
    iat: fc.option(fc.integer({ min: 0, max: 4_000_000_000 }), { nil: undefined }),
  })
  .map((claims) => `${base64url({ alg: 'none' })}.${base64url(claims)}.c2lnbmF0dXJl`);

export const anyToken = fc.oneof(
  { weight: 8, arbitrary: opaqueToken },
  { weight: 2, arbitrary: jwt },
  {
    weight: 1,
    arbitrary: opaqueToken.map((text) => text.repeat(60).slice(0, 2500)),
  },
);

/** One that occurs by chance in no error: fast-check likes to make texts like `toString`. */
export const recognisableToken = anyToken.map((text) => `Tk7#${text}Vq3~`);

/** What servers put at `expires_in`, and what they should not. */
export const anyExpiresIn: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 100_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 100_000 }).map(String) },
  { weight: 2, arbitrary: fc.constantFrom(undefined, null) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 3, noNaN: true }).map((n) => n.toFixed(2)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[0, -0, -1, 0.001, 59.5, 31_536_000, 31_536_001, 1e9, 1_800_000_000_000, 1e300],
      ...['0', '-1', '00300', ' 600 ', '59.5', '1e3', '0x10', '', ' ', '.5', '5.', '+5', '1,800'],
      ...['never', 'Infinity', '3600s', '2026-01-15T12:00:00Z', true, false, [3600], { s: 1 }, []],
    ),
  },
);

/** Members that say nothing of the token or its lifetime. */
const extraMembers: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'scope',
      'refresh_token',
      'session_state',
      'not-before-policy',
      'x',
      '__proto__',
    ),
    fc.string({ maxLength: 6 }).map((name) => `x-${name}`),
  ),
  fc.oneof(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 2 })),
  { maxKeys: 3 },
);

const noError = fc.constantFrom({}, {}, {}, { error: null }, { error: '' }, { error: false });

const anyBearer = fc.constantFrom(
  ...[{}, { token_type: 'Bearer' }, { token_type: 'bearer' }, { token_type: 'BEARER' }],
  { token_type: null },
);

export const anyHeaders: fc.Arbitrary<WireAnswer['headers']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ 'content-type': 'application/json' }) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        'content-type': fc.constantFrom(
          'text/html',
          'text/plain; charset=utf-16',
          '',
          'application/xml',
        ),
        date: fc.constantFrom(
          'Thu, 15 Jan 2026 12:00:00 GMT',
          'Sun, 01 Mar 2026 00:00:00 GMT',
          'x',
        ),
        'www-authenticate': fc.constantFrom(
          'Bearer error="invalid_token"',
          ['Basic', 'Bearer'],
          '',
        ),
        'retry-after': fc.constantFrom('7', '', 'soon', '-1', ['1', '2']),
        'content-length': fc.constantFrom('0', '1', '99999999999', '-1'),
        'content-encoding': fc.constantFrom('gzip', 'identity'),
        'set-cookie': fc.constant(['a=b', 'c=d']),
      },
      { requiredKeys: [] },
    ),
  },
);

const places = fc.array(fc.nat({ max: 5000 }), { maxLength: 4 });
const success = fc.constantFrom(200, 200, 200, 201, 202, 203, 206, 226, 299);

interface Ingredients {
  readonly token: string;
  readonly expiresIn: unknown;
  readonly noise: Record<string, unknown>;
}

const ingredients: fc.Arbitrary<Ingredients> = fc
  .tuple(anyToken, anyExpiresIn, extraMembers, noError, anyBearer, fc.boolean())
  .map(([token, expiresIn, extra, error, type, isInFront]) => ({
    token,
    expiresIn,
    // The order of members must not matter.
    noise: isInFront ? { ...error, ...type, ...extra } : { ...extra, ...type, ...error },
  }));

/** Stands for the token until the answer is text, where a token can be written in more than one way. */
const TOKEN_HERE = 'the token goes here';

const jsonText = fc
  .tuple(
    ingredients,
    fc.constantFrom(0, 0, 2),
    fc.constantFrom('', '\ufeff', ' \r\n'),
    fc.boolean(),
  )
  .map(([{ token, expiresIn, noise }, indent, before, escapesAll]) => {
    const members = { ...noise, access_token: TOKEN_HERE, expires_in: expiresIn };
    const json = JSON.stringify(members, null, indent);
    const written = escapesAll ? `"${escaped(token)}"` : JSON.stringify(token);
    const text = json.replace(`"${TOKEN_HERE}"`, () => written);
    const told = (JSON.parse(json) as { expires_in?: unknown }).expires_in;
    return { text: before + text + (before === '' ? '' : '\n'), token, expiresIn: told };
  });

/** As RFC 6749 has it in the fragment of another grant, and some old servers in the body. */
const formText = ingredients.map(({ token, expiresIn, noise }) => {
  const form = new URLSearchParams({ access_token: token });
  const isSaid = expiresIn !== undefined && expiresIn !== null;
  if (isSaid) form.set('expires_in', textOf(expiresIn));
  if (typeof noise['token_type'] === 'string') form.set('token_type', noise['token_type']);
  return { text: form.toString(), token, expiresIn: isSaid ? textOf(expiresIn) : undefined };
});

export const validAnswer: fc.Arbitrary<ValidAnswer> = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: jsonText }, { weight: 1, arbitrary: formText }),
    success,
    anyHeaders,
    places,
  )
  .map(([{ text, token, expiresIn }, status, headers, cuts]) => ({
    wire: { status, headers, chunks: cutAt(text, cuts), end: 'whole' },
    facts: { expiresIn, accessToken: token, answeredAt: textOrNothing(headers['date']) },
  }));

function escaped(text: string): string {
  return [...text]
    .map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
