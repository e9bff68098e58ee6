import { verbatim } from '../../../core';
import { countsInWords } from '../../../node-red/editor/browser/counts-panel';
import { duration } from '../../../node-red/editor/browser/duration';
import { languageOf } from '../../../node-red/editor/browser/language';
import { lookupIn } from './editor-language';

const english = languageOf({
  _: lookupIn(
    new Map(
      Object.entries({
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
      }).map(([key, text]) => [`vendor-auth.${key}`, text]),
    ),
  ),
});

describe('the counts of a configuration', () => {
  test('tell of a valid token, and when the next request is due', () => {
    const counts = {
      id: 'a',
      state: 'valid',
      tokenRequests: 3,
      secondsLeft: 299,
      refreshDueInSeconds: 239,
    };
    expect(countsInWords(counts, english)).toBe(
      'Valid. Requests: 3. Left: 4 min 59 s. Due: 3 min 59 s.',
    );
  });

  test('tell of a failure, and when the next request is possible', () => {
    const counts = {
      id: 'a',
      state: 'held-back',
      tokenRequests: 1,
      heldBackSeconds: 9.6,
      lastError: [verbatim('The secret is wrong.'), verbatim('Enter it again.')],
    };
    expect(countsInWords(counts, english)).toBe(
      'Waiting. Requests: 1. Possible: 10 s. Failure: The secret is wrong. Enter it again.',
    );
  });

  test('leave out requests that a static token never makes', () => {
    expect(countsInWords({ id: 'a', state: 'static', tokenRequests: 0 }, english)).toBe('Static.');
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
    expect(duration(seconds, english.words)).toBe(text);
  });
});
