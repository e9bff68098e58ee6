import { say, sentences } from '../../../core';
import { redactSentence } from '../../../core/redact/redact';

const SECRET = '9b1d3f2c-5a7e-4d21';

const SAY = sentences('test.redact', {
  belongs: 'It belongs to __member__, one of __n__.',
  sees: 'It sees __seen__.',
});

describe('a sentence that quotes an answer', () => {
  test('loses the secrets in its values', () => {
    const sentence = SAY.belongs({ member: `ada (${SECRET})`, n: 3 });
    expect(say(redactSentence(sentence, [SECRET]))).toBe('It belongs to ada (***), one of 3.');
  });

  test('loses them in the sentences that it holds as well, in whatever depth', () => {
    const inner = SAY.belongs({ member: SECRET, n: 3 });
    const sentence = SAY.sees({ seen: SAY.sees({ seen: inner }) });
    const redacted = redactSentence(sentence, [SECRET]);
    expect(JSON.stringify(redacted)).not.toContain(SECRET);
    expect(say(redacted)).toBe('It sees It sees It belongs to ***, one of 3...');
  });

  test('is told in other languages without them too', () => {
    const redacted = redactSentence(SAY.belongs({ member: SECRET, n: 3 }), [SECRET]);
    expect(say(redacted, () => 'Gehört: __member__.')).toBe('Gehört: ***.');
  });

  test('keeps values without secrets as they are', () => {
    const sentence = SAY.belongs({ member: 'ada', n: 3 });
    expect(redactSentence(sentence, [SECRET])).toEqual(sentence);
  });
});
