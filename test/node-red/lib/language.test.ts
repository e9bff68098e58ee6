import { say, sentences } from '../../../core';
import { runtimeLanguage } from '../../../node-red/lib/language';

const SAY = sentences('languageTest', { refuses: '__vendor__ refuses __what__.' });
const sentence = SAY.refuses({ vendor: 'Acme', what: '__vendor__' });

describe('the language of the runtime', () => {
  const spoken = (lookUp: (key: string, options?: unknown) => unknown) =>
    say(sentence, runtimeLanguage({ _: lookUp as () => string }));

  test('is that of the catalogue of vendor-auth, with the values put in as they are', () => {
    const asked: unknown[] = [];
    const text = spoken((key, options) => {
      asked.push(key, options);
      return '__what__ lehnt __vendor__ ab.';
    });

    expect(text).toBe('__vendor__ lehnt Acme ab.');
    expect(asked).toEqual([
      '@vendor-auth/node-red/vendor-auth:vendor-auth.languageTest.refuses',
      { skipInterpolation: true },
    ]);
  });

  test.each<[string, (key: string) => unknown]>([
    ['the key', (key) => key.split(':')[1]],
    ['the whole key', (key) => key],
    ['nothing', () => undefined],
    [
      'an error',
      () => {
        throw new Error('no');
      },
    ],
  ])('is English where the host has %s for a text', (_what, lookUp) => {
    expect(spoken(lookUp)).toBe('Acme refuses __vendor__.');
  });
});
