import { countsInWords } from '../../../node-red/editor/browser/counts-panel';
import { duration } from '../../../node-red/editor/browser/duration';

const english: Record<string, string> = {
  'duration.days': '__n__ d',
  'duration.hours': '__n__ h',
  'duration.minutes': '__n__ min',
  'duration.seconds': '__n__ s',
  'counts.state.valid': 'Valid.',
  'counts.state.static': 'Static.',
  'counts.state.held-back': 'Waiting.',
  'counts.requests': 'Requests: __n__.',
  'counts.left': 'Left: __time__.',
  'counts.due': 'Due: __time__.',
  'counts.heldBack': 'Possible: __time__.',
  'counts.lastError': 'Failure: __error__',
};
const words = (key: string, values: Record<string, string | number> = {}) =>
  english[key]!.replace(/__(\w+)__/g, (_, name: string) => String(values[name]));

describe('the counts of a configuration', () => {
  test('tell of a valid token, and when the next request is due', () => {
    const counts = {
      id: 'a',
      state: 'valid',
      tokenRequests: 3,
      secondsLeft: 299,
      refreshDueInSeconds: 239,
    };
    expect(countsInWords(counts, words)).toBe(
      'Valid. Requests: 3. Left: 4 min 59 s. Due: 3 min 59 s.',
    );
  });

  test('tell of a failure, and when the next request is possible', () => {
    const counts = {
      id: 'a',
      state: 'held-back',
      tokenRequests: 1,
      heldBackSeconds: 9.6,
      lastError: 'The secret is wrong.',
    };
    expect(countsInWords(counts, words)).toBe(
      'Waiting. Requests: 1. Possible: 10 s. Failure: The secret is wrong.',
    );
  });

  test('leave out requests that a static token never makes', () => {
    expect(countsInWords({ id: 'a', state: 'static', tokenRequests: 0 }, words)).toBe('Static.');
  });
});

describe('a time span', () => {
  test.each([
    [0, '0 s'],
    [-5, '0 s'],
    [59.6, '1 min'],
    [252, '4 min 12 s'],
    [3600, '1 h'],
    [3661, '1 h 1 min'],
    [90_000, '1 d 1 h'],
  ])('of %d seconds reads %s', (seconds, text) => {
    expect(duration(seconds, words)).toBe(text);
  });
});
