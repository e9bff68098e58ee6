import { knownSentences, say, sayAll, sentences, verbatim } from '../../../core';

const SAY = sentences('test.sentence', {
  plain: 'Nothing is in the way.',
  reached: '__vendor__ was reached at __origin__ after __n__ tries; thank __vendor__.',
  because: 'It failed: __reason__.',
  reason: '__who__ is not there',
  neighbours: '__first____second__',
});

const GERMAN: Readonly<Record<string, string>> = {
  'test.sentence.because': 'Das ging nicht: __reason__.',
  'test.sentence.reason': '__who__ ist nicht da',
  'test.sentence.reached': 'Nach __n__ Versuchen unter __origin__ erreicht: __vendor__.',
};
const inGerman = (key: string) => GERMAN[key];

describe('a sentence', () => {
  test('without values is its English', () => {
    expect(say(SAY.plain())).toBe('Nothing is in the way.');
  });

  test('has its values in their places, each as often as it is named, numbers included', () => {
    const values = { vendor: 'd.vinci', origin: 'https://a.example', n: 0 };
    expect(say(SAY.reached(values))).toBe(
      'd.vinci was reached at https://a.example after 0 tries; thank d.vinci.',
    );
  });

  test('has values that stand side by side', () => {
    expect(say(SAY.neighbours({ first: 'a', second: 'b' }))).toBe('ab');
  });

  test('may have an empty value', () => {
    expect(say(SAY.because({ reason: '' }))).toBe('It failed: .');
  });

  test('can hold another sentence, in whatever depth', () => {
    const inner = SAY.reason({ who: 'The host' });
    expect(say(SAY.because({ reason: SAY.because({ reason: inner }) }))).toBe(
      'It failed: It failed: The host is not there..',
    );
  });

  test.each(['__reason__', '__who__', '__first__', '__second__', '$&', '$1', '$`', '\\__reason__'])(
    'repeats a value as it stands, even one that looks like a placeholder: %s',
    (value) => {
      expect(say(SAY.because({ reason: value }))).toBe(`It failed: ${value}.`);
      expect(say(SAY.because({ reason: SAY.reason({ who: value }) }))).toBe(
        `It failed: ${value} is not there.`,
      );
      expect(say(SAY.neighbours({ first: value, second: 'Z' }))).toBe(`${value}Z`);
    },
  );

  test('knows its place in the catalogues', () => {
    expect(SAY.plain()).toEqual({
      key: 'test.sentence.plain',
      english: 'Nothing is in the way.',
      values: {},
    });
    expect(knownSentences().get('test.sentence.because')).toBe('It failed: __reason__.');
  });
});

describe('a sentence in another language', () => {
  test('has its values where that language wants them', () => {
    const values = { vendor: 'd.vinci', origin: 'https://a.example', n: 3 };
    expect(say(SAY.reached(values), inGerman)).toBe(
      'Nach 3 Versuchen unter https://a.example erreicht: d.vinci.',
    );
  });

  test('holds another sentence in that language too', () => {
    expect(say(SAY.because({ reason: SAY.reason({ who: 'Ada' }) }), inGerman)).toBe(
      'Das ging nicht: Ada ist nicht da.',
    );
  });

  test('is English where that language has no such key, and only there', () => {
    expect(say(SAY.plain(), inGerman)).toBe('Nothing is in the way.');
    expect(say(SAY.because({ reason: SAY.plain() }), inGerman)).toBe(
      'Das ging nicht: Nothing is in the way..',
    );
    expect(say(SAY.neighbours({ first: SAY.reason({ who: 'Ada' }), second: '!' }), inGerman)).toBe(
      'Ada ist nicht da!',
    );
  });

  test('shows a placeholder that has no value, rather than “undefined”', () => {
    expect(say(SAY.plain(), () => 'Nichts: __reason__.')).toBe('Nichts: __reason__.');
  });
});

describe('several sentences', () => {
  test('follow each other after a space', () => {
    const all = [SAY.plain(), SAY.because({ reason: SAY.reason({ who: 'Ada' }) })];
    expect(sayAll(all)).toBe('Nothing is in the way. It failed: Ada is not there.');
    expect(sayAll(all, inGerman)).toBe('Nothing is in the way. Das ging nicht: Ada ist nicht da.');
    expect(sayAll([])).toBe('');
  });
});

describe('somebody else’s words', () => {
  test.each(['As __they__ stand.', '', '$& __a__'])(
    'are the same in every language: %j',
    (words) => {
      expect(say(verbatim(words))).toBe(words);
      expect(say(verbatim(words), inGerman)).toBe(words);
    },
  );
});
