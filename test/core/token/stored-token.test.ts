import fc from 'fast-check';
import { parseStored, serializeStored, type StoredToken } from '../../../core';
import { scene } from '../support/credentials';

const stored: StoredToken = {
  identity: 'a'.repeat(64),
  accessToken: 'abc',
  storedAtMs: 1_700_000_000_000,
  expiresAtMs: 1_700_000_300_000,
  lifetimeSeconds: 300,
};

describe('a stored token', () => {
  test('is read back as it was written', async () => {
    const { source, token } = scene();
    await token();
    const written = source.stored()!;
    expect(parseStored(serializeStored(written))).toEqual(written);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty text', ''],
    ['an object', stored],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ...Object.keys(stored).map((name): [string, string] => [
      `one without ${name}`,
      JSON.stringify({ ...stored, [name]: undefined }),
    ]),
    ['one whose token is no text', JSON.stringify({ ...stored, accessToken: 7 })],
    ['one whose expiry is text', JSON.stringify({ ...stored, expiresAtMs: 'never' })],
    ['one that never expires', JSON.stringify(stored).replace('1700000300000', '1e999')],
    ['one without a lifetime', JSON.stringify({ ...stored, lifetimeSeconds: 0 })],
  ])('is not %s', (_what, text) => {
    expect(parseStored(text)).toBeUndefined();
  });

  test('brings nothing along that it does not know', () => {
    expect(parseStored(JSON.stringify({ ...stored, clientSecret: 'x' }))).toEqual(stored);
  });

  test('with characters that cannot stand in a header is not taken over', async () => {
    const { settings, source } = scene();
    const bad = { ...stored, identity: settings.identity, accessToken: 'a\r\nX: 1' };
    expect(source.adopt({ ...bad, storedAtMs: 0, expiresAtMs: Number.MAX_SAFE_INTEGER })).toBe(
      false,
    );
  });

  test('of any content is read or not, but never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json()), (text) => {
        parseStored(text);
      }),
    );
  });
});
