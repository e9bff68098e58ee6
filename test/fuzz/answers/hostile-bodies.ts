import fc from 'fast-check';
import { anyText } from '../texts/texts';
import { answerOf, anyStatus, toEverybody } from './hostile-answer';
import {
  anyExpiresIn,
  anyHeaders,
  anyToken,
  recognisableToken,
  validAnswer,
} from './valid-answers';

/** Names that a reader of answers looks for, and names that objects have anyway. */
const memberName = fc.constantFrom(
  ...['access_token', 'token_type', 'expires_in', 'error', 'error_description', 'error_uri'],
  ...['message', 'description', 'detail', 'title', 'loc', 'msg', 'code', 'errors', 'status'],
  ...['token', 'data', 'accessToken', 'id_token', 'expires_at', '__proto__', 'constructor'],
);
const members = fc.dictionary(memberName, anyText, { maxKeys: 3 });
const memberValue = fc.oneof(
  { weight: 3, arbitrary: anyText },
  { weight: 1, arbitrary: anyToken },
  { weight: 1, arbitrary: anyExpiresIn },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: members },
  { weight: 1, arbitrary: fc.array(members, { maxLength: 2 }) },
);

/** The right names with the wrong values. */
export const memberSoup = toEverybody(
  fc
    .tuple(anyStatus, anyHeaders, fc.array(fc.tuple(memberName, memberValue), { maxLength: 6 }))
    .map(([status, headers, pairs]) => {
      // By hand, since a name may come twice and `__proto__` must be a member like any other.
      const texts = pairs.map(
        ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value) ?? 'null'}`,
      );
      return answerOf(status, headers, `{${texts.join(',')}}`);
    }),
);

export const anyJson = toEverybody(
  fc
    .tuple(anyStatus, anyHeaders, fc.jsonValue({ maxDepth: 3 }))
    .map(([status, headers, value]) => answerOf(status, headers, JSON.stringify(value))),
);

export const anyBody = toEverybody(
  fc
    .tuple(
      anyStatus,
      anyHeaders,
      fc.oneof(
        anyText,
        fc.uint8Array({ maxLength: 64 }),
        anyText.map((text) => Buffer.from(text, 'utf16le')),
        anyText.map((text) => `<!DOCTYPE html><html><title>${text}</title>`),
        anyText.map((text) => `access_token=${text}&error=${text}`),
      ),
    )
    .map(([status, headers, body]) => answerOf(status, headers, body)),
);

/** A good answer with something cut out, put in, doubled or changed. */
export const damaged = toEverybody(
  fc
    .tuple(validAnswer, fc.nat(), fc.nat({ max: 20 }), fc.uint8Array({ maxLength: 4 }))
    .map(([{ wire }, from, length, put]) => {
      const bytes = Buffer.concat(wire.chunks.map((chunk) => Buffer.from(chunk)));
      const at = from % (bytes.length + 1);
      const rest = bytes.subarray(Math.min(bytes.length, at + length));
      return answerOf(wire.status, wire.headers, Buffer.concat([bytes.subarray(0, at), put, rest]));
    }),
);

/** A token of a protocol that nobody here speaks. */
export const otherProtocol = toEverybody(
  fc
    .tuple(recognisableToken, fc.constantFrom('mac', 'DPoP', 'dpop', 'pop', 'MAC', 'PoP'))
    .map(([token, type]) => {
      const text = JSON.stringify({ access_token: token, token_type: type });
      return answerOf(200, {}, text, [token], 'unsupported-token-type');
    }),
);

/** A token that a header cannot carry. */
export const unusable = toEverybody(
  fc
    .tuple(
      recognisableToken,
      fc.constantFrom('\n', '\r\nX-Evil: 1', '\0', 'ä', '🔑', '\u007f', '\u2028'),
      recognisableToken,
    )
    .map(([before, wrong, after]) => {
      const text = JSON.stringify({ access_token: before + wrong + after });
      return answerOf(200, {}, text, [before, after], 'unusable-token');
    }),
);

export const redirect = toEverybody(
  fc
    .tuple(
      fc.constantFrom(300, 301, 302, 303, 304, 305, 307, 308, 399),
      fc.oneof(
        anyText,
        fc.constantFrom('/plt/oauth2/token/', '//evil.example', 'javascript:1', 'http://[', ''),
        fc.webUrl(),
      ),
      fc.boolean(),
    )
    .map(([status, location, isTwice]) => {
      const headers = { location: isTwice ? [location, location] : location };
      return answerOf(status, headers, '{"access_token":"x"}');
    }),
);

/** Thousands of levels or members, where a reader that calls itself would run out of stack. */
export const deepOrWide = toEverybody(
  fc
    .tuple(
      anyStatus,
      fc.constantFrom(
        ...([
          '[|]',
          '{"a":|}',
          '{"error":|}',
          '{"detail":[|]}',
          '{"access_token":"a","x":|}',
        ] as const),
      ),
      fc.integer({ min: 500, max: 20_000 }),
      fc.boolean(),
    )
    .map(([status, level, times, isWide]) => {
      if (isWide) {
        const texts = Array.from({ length: times }, (_, index) => `"m${index}":1`);
        return answerOf(status, {}, `{${texts.join(',')}}`);
      }
      const [before = '', after = ''] = level.split('|');
      return answerOf(status, {}, `${before.repeat(times)}1${after.repeat(times)}`);
    }),
);

/** More than anybody wants to read. */
export const tooLong = toEverybody(
  fc
    .tuple(anyStatus, anyHeaders, fc.constantFrom('{"access_token":"abc"}', '<html>', ''))
    .map(([status, headers, beginning]) => ({
      wire: { status, headers, chunks: [beginning], end: 'endless' },
      planted: [],
      code: 'answer-too-large',
    })),
);
