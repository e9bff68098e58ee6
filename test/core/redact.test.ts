import fc from 'fast-check';
import { redact } from '../../core/redact';
import {
  CASES,
  ESCAPES,
  FOLDINGS,
  PACKINGS,
  readable,
  telling,
  type Quoting,
} from './support/quotings';

/** Secrets as vendors hand them out and as people choose them. */
const secrets = fc.oneof(
  fc.uuid(),
  fc.stringMatching(/^[0-9a-f]{32}$/),
  fc.stringMatching(/^[A-Za-z0-9~._-]{16,40}$/),
  fc.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
  fc.stringMatching(/^eyJ[A-Za-z0-9_-]{20}\.eyJ[A-Za-z0-9_-]{40}\.[A-Za-z0-9_-]{43}$/),
  fc.stringMatching(/^[A-Za-z0-9!"#$%&'()*+,/:;<=>?@[\\\]^_`{|}~ü-]{16,30}$/),
  fc.stringMatching(/^[A-Za-z0-9]{5,9}[ü+ /&][A-Za-z0-9]{8,20}$/),
);

const quotings = [...CASES, ...ESCAPES, ...PACKINGS, ...FOLDINGS];

/** What a text becomes when it is quoted in one way after the other. */
function written(text: string, ways: readonly Quoting[]): fc.Arbitrary<string> {
  const [first, ...others] = ways;
  if (first === undefined) return fc.constant(text);
  return first.write(text).chain((quoted) => written(quoted, others));
}

/** No packing outlives a change of case, and none is packed more than twice. */
const composition = fc
  .tuple(
    fc.option(fc.constantFrom(...CASES), { nil: undefined }),
    fc.array(fc.constantFrom(...ESCAPES), { maxLength: 2 }),
    fc.array(fc.constantFrom(...PACKINGS), { maxLength: 2 }),
    fc.array(fc.constantFrom(...ESCAPES), { maxLength: 1 }),
    fc.option(fc.constantFrom(...FOLDINGS), { nil: undefined }),
  )
  .map((parts) => parts.flat().filter((way): way is Quoting => way !== undefined));

function expectNothingTold(said: string | undefined, secret: string): void {
  const texts = said === undefined ? [] : readable(said);
  const told = telling(secret).filter((piece) => texts.some((text) => text.includes(piece)));
  expect({ said, told }).toEqual({ said, told: [] });
}

const frames = fc.constantFrom<[string, string]>(
  ['', ''],
  ['Bad client secret "', '" for this client.'],
  ['client_secret=', '&grant_type=client_credentials was refused'],
  ['{"error":"invalid_client","got":"', '"}'],
  ['Got Basic ', '.'],
  ['x', 'y'],
  ['https://', '.example/path'],
);

describe('a vendor’s words hold no secret', () => {
  test.each(quotings.map((quoting) => [quoting.name, quoting] as const))(
    'in %s',
    (_name, quoting) => {
      const quotation = fc
        .tuple(secrets, frames)
        .chain(([secret, frame]) =>
          quoting.write(secret).map((quoted) => ({ secret, text: frame.join(quoted) })),
        );
      fc.assert(
        fc.property(quotation, ({ secret, text }) => {
          expectNothingTold(redact(text, [secret]), secret);
        }),
        { numRuns: 15 },
      );
    },
  );

  // Between two letters that are not ASCII, too little stands to be found by itself.
  const UMLAUTS = 'Grüß-Götter-häßlich-übel';

  test.each(quotings.map((quoting) => [quoting.name, quoting] as const))(
    'whole, with what is not ASCII, in %s',
    (_name, quoting) => {
      fc.assert(
        fc.property(quoting.write(UMLAUTS), (quoted) => {
          // In Base64 for URLs, further words stand in front and behind.
          const left = redact(`Is ${quoted}.`, [UMLAUTS])?.replace(/^Is |\*/g, '') ?? '';
          expect({ left, length: left.length <= 20 }).toEqual({ left, length: true });
        }),
        { numRuns: 10 },
      );
    },
  );

  test('in any of these on top of any other', () => {
    const quotation = fc.tuple(secrets, composition, frames).chain(([secret, ways, frame]) =>
      written(secret, ways).map((quoted) => ({
        secret,
        ways: ways.map(({ name }) => name),
        text: frame.join(quoted),
      })),
    );
    fc.assert(
      fc.property(quotation, ({ secret, text }) => {
        expectNothingTold(redact(text, [secret]), secret);
      }),
      { numRuns: 150 },
    );
  });

  test('cut off at either end, quoted in any way', () => {
    const quotation = fc
      .tuple(secrets, composition, fc.boolean())
      .chain(([secret, ways, isBeginning]) =>
        fc.integer({ min: 8, max: secret.length }).chain((length) => {
          const piece = isBeginning ? secret.slice(0, length) : secret.slice(-length);
          return written(piece, ways).map((quoted) => ({
            secret,
            text: `Got ${quoted}… instead.`,
          }));
        }),
      );
    fc.assert(
      fc.property(quotation, ({ secret, text }) => {
        expectNothingTold(redact(text, [secret]), secret);
      }),
      { numRuns: 100 },
    );
  });

  test.each(['hunter2', 'Passw0rd', 'tr0ub4dor&3'])(
    'not even half of a short one: %s',
    (secret) => {
      for (
        let length = Math.max(6, Math.ceil(secret.length / 2));
        length <= secret.length;
        length++
      ) {
        expect(redact(`Is ${secret.slice(0, length)}.`, [secret])).toBe('Is ***.');
        expect(redact(`Is ${secret.slice(-length).toUpperCase()}.`, [secret])).toBe('Is ***.');
      }
    },
  );

  test('in Base64 that lost its case, as in the name of a host', () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom('', 'i', 'id', 'id:'), (secret, before) => {
        const packed = Buffer.from(before + secret)
          .toString('base64url')
          .toLowerCase();
        const said = redact(`https://${packed}.example`, [secret]) ?? '';
        expect(said.length).toBeLessThan('https://.example'.length + 3 + 12);
      }),
    );
  });

  test('in the Punycode of a host', () => {
    const secret = 'geheimnis-für-alle-42';
    const { origin } = new URL(`https://${secret}.example`);
    expect(origin).toContain('xn--geheimnis-fr-alle-42');
    expect(redact(origin, [secret])).not.toContain('geheimnis');
  });

  test.each([
    ['percent-encoded more often than anybody needs', `%${'25'.repeat(40)}41`],
    ['packed so often that it takes too long', packedOften('x'.repeat(40))],
  ])('%s: then they are dropped or short, and soon', (_what, text) => {
    const startMs = performance.now();
    redact(text, ['9b1d3f2c-5a7e-4d21']);
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});

function packedOften(text: string): string {
  let packed = text;
  while (packed.length < 4_000) packed = Buffer.from(packed).toString('base64');
  return packed;
}

describe('a vendor’s words are left as they are', () => {
  const SENTENCES = [
    'The client secret is wrong.',
    'Invalid client credentials',
    'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).',
    'The scope “reed” is unknown: use read or write, please.',
    'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value.',
    'Ihr API-Token wurde am 3. März zurückgezogen; erzeugen Sie ein neues.',
    'クライアントシークレットが正しくありません。',
    'Trace ID: 3f2504e0-4f89-11d3-9a0c-0305e82c3301 Timestamp: 2026-11-26 21:32:07Z',
    'See https://vendor.example/errors?code=invalid_client&lang=en#top for 100% of the details.',
    'It said: {"error":"invalid_request","fields":["scope","audience"]}',
    'Realm does not exist',
  ];

  test('if they hold none', () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom(...SENTENCES), (secret, sentence) => {
        expect(redact(sentence, [secret, Buffer.from(`id:${secret}`).toString('base64')])).toBe(
          sentence,
        );
      }),
      { numRuns: 200 },
    );
  });

  test('around what was cut out', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        fc.pre(secret === secret.trim());
        expect(redact(`The secret “${secret}” is wrong.`, [secret])).toBe(
          'The secret “***” is wrong.',
        );
      }),
    );
  });
});
