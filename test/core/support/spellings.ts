import fc from 'fast-check';

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** How servers write a name of several words. */
export const SPELLINGS: Readonly<Record<string, (words: readonly string[]) => string>> = {
  snake: (words) => words.join('_'),
  camel: ([first = '', ...others]) => first + others.map(capital).join(''),
  Pascal: (words) => words.map(capital).join(''),
  kebab: (words) => words.join('-'),
  dotted: (words) => words.join('.'),
  'upper snake': (words) => words.join('_').toUpperCase(),
  train: (words) => words.map(capital).join('-'),
  together: (words) => words.join(''),
  spaced: (words) => words.map(capital).join(' '),
};

/** A name, such as `access token`, in one of these spellings. */
export function spelled(...names: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...Object.values(SPELLINGS)))
    .map(([name, spelling]) => spelling(name.split(' ')));
}

/** What says nothing of a token, and stands beside and around it. */
const AROUND = ['data', 'result', 'response', 'payload', 'body', 'content', 'value', 'd'];
const BESIDE: readonly (readonly [string, unknown])[] = [
  ['requestId', '7f3a'],
  ['message', 'OK'],
  ['scope', 'read write'],
  ['token_type', 'Bearer'],
  ['user', { id: 7, name: 'Ada', roles: ['admin'] }],
  ['refresh_token', 'of-another-kind'],
  ['refresh_token_expires_in', 9_999_999],
  ['refreshExpiresIn', 5],
  ['success', true],
  ['status', 'ok'],
  ['errors', []],
  ['error', null],
  ['issued_at', 1_600_000_000],
];

/** The members within up to two objects, or within a list of one, with others beside them. */
export function nested(members: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const others = fc
    .subarray([...BESIDE], { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries) as Record<string, unknown>);
  const around = fc.array(fc.constantFrom(...AROUND, '[]'), { maxLength: 2 });
  return fc
    .tuple(members, others, others, around)
    .map(([own, beside, outside, places]) =>
      places.reduce<unknown>(
        (inner, place) => (place === '[]' ? [inner] : { ...outside, [place]: inner }),
        { ...beside, ...own },
      ),
    );
}

/** A moment, as servers write it down. */
export const MOMENTS: Readonly<Record<string, (ms: number) => unknown>> = {
  'ISO 8601': (ms) => new Date(ms).toISOString(),
  'ISO 8601 without milliseconds': (ms) => isoSeconds(ms),
  'ISO 8601 without a zone': (ms) => isoSeconds(ms).slice(0, -1),
  'ISO 8601 with a space': (ms) => isoSeconds(ms).slice(0, -1).replace('T', ' '),
  'ISO 8601 with a space and Z': (ms) => isoSeconds(ms).replace('T', ' '),
  'ISO 8601 with UTC': (ms) => isoSeconds(ms).replace('T', ' ').replace('Z', ' UTC'),
  'ISO 8601 with +00:00': (ms) => isoSeconds(ms).replace('Z', '+00:00'),
  'ISO 8601 with +0000': (ms) => isoSeconds(ms).replace('Z', '+0000'),
  'ISO 8601 with +00': (ms) => isoSeconds(ms).replace('Z', '+00'),
  'ISO 8601 in Berlin': (ms) => isoSeconds(ms + 3_600_000).replace('Z', '+01:00'),
  'ISO 8601 in New York': (ms) => isoSeconds(ms - 5 * 3_600_000).replace('Z', '-0500'),
  'ISO 8601 of .NET': (ms) => isoSeconds(ms).replace('Z', '.1234567Z'),
  'ISO 8601 of Python': (ms) => isoSeconds(ms).replace('Z', '.123456'),
  'ISO 8601 of Java': (ms) => isoSeconds(ms).replace('Z', '.123+0000'),
  'ISO 8601 of Java, with its zone': (ms) => isoSeconds(ms).replace('Z', 'Z[UTC]'),
  'ISO 8601, basic': (ms) => isoSeconds(ms).replace(/[-:]/g, ''),
  'RFC 1123': (ms) => new Date(ms).toUTCString(),
  'RFC 1123 with +0000': (ms) => new Date(ms).toUTCString().replace('GMT', '+0000'),
  asctime: (ms) => {
    const [, day, month, year, time] = new Date(ms).toUTCString().split(' ');
    return `Thu ${month} ${day} ${time} ${year}`;
  },
  JavaScript: (ms) => {
    const [week = '', day, month, year, time] = new Date(ms).toUTCString().split(' ');
    return `${week.slice(0, 3)} ${month} ${day} ${year} ${time} GMT+0000 (Coordinated Universal Time)`;
  },
  American: (ms) => {
    const date = new Date(ms);
    const hours = date.getUTCHours();
    const minutes = [date.getUTCMinutes(), date.getUTCSeconds()].map((n) =>
      String(n).padStart(2, '0'),
    );
    const day = `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
    return `${day} ${hours % 12 || 12}:${minutes.join(':')} ${hours < 12 ? 'AM' : 'PM'}`;
  },
  European: (ms) => european(ms, '/'),
  German: (ms) => european(ms, '.'),
  Dutch: (ms) => european(ms, '-'),
  'European, with a short year': (ms) => european(ms, '/').replace('/20', '/'),
  PHP: (ms) => ({ date: isoSeconds(ms).replace(/[TZ]/g, ' ').trim(), timezone: 'UTC' }),
  'PHP elsewhere': (ms) => ({
    date: isoSeconds(ms + 3_600_000)
      .replace(/[TZ]/g, ' ')
      .trim(),
    timezone: '+01:00',
  }),
  MongoDB: (ms) => ({ $date: isoSeconds(ms) }),
  Firestore: (ms) => ({ _seconds: Math.floor(ms / 1000), _nanoseconds: 0 }),
  'digits alone': (ms) => isoSeconds(ms).replace(/[^0-9]/g, ''),
  'digits as a number': (ms) => Number(isoSeconds(ms).replace(/[^0-9]/g, '')),
  '.NET': (ms) => `/Date(${ms})/`,
  '.NET with a zone': (ms) => `/Date(${ms}+0200)/`,
  'epoch seconds': (ms) => Math.floor(ms / 1000),
  'epoch seconds with a fraction': (ms) => ms / 1000,
  'epoch seconds as text': (ms) => String(Math.floor(ms / 1000)),
  'epoch milliseconds': (ms) => ms,
  'epoch milliseconds as text': (ms) => String(ms),
  'epoch microseconds': (ms) => ms * 1000,
  'epoch nanoseconds as text': (ms) => `${ms}000000`,
};

function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function european(ms: number, mark: string): string {
  const [year, month, day] = isoSeconds(ms).slice(0, 10).split('-');
  return `${day}${mark}${month}${mark}${year} ${isoSeconds(ms).slice(11, 19)}`;
}

/** A lifetime, as servers write it down. */
export const LIFETIMES: Readonly<Record<string, (seconds: number) => unknown>> = {
  number: Number,
  text: String,
  'text with spaces': (seconds) => ` ${seconds} `,
  fraction: (seconds) => seconds + 0.0,
  'text with a fraction': (seconds) => `${seconds}.0`,
  'Protocol Buffers': (seconds) => `${seconds}s`,
  'ISO 8601': (seconds) => `PT${seconds}S`,
  words: (seconds) => `${seconds} seconds`,
  'Protocol Buffers, in parts': (seconds) => ({ seconds, nanos: 0 }),
  Go: (seconds) => {
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    return `${hours}h${minutes}m${seconds % 60}s`;
  },
  'several words': (seconds) =>
    `${Math.floor(seconds / 3600)} hours, ${Math.floor(seconds / 60) % 60} mins and ${seconds % 60} secs`,
  Python: (seconds) =>
    `0 days, 0:00:${String(seconds % 60).padStart(2, '0')}`.replace(
      '0:00',
      `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`,
    ),
  'ISO 8601 with a fraction': (seconds) => `PT${Math.floor((seconds / 3600) * 1e6) / 1e6}H`,
  clock: (seconds) =>
    [seconds / 3600, (seconds / 60) % 60, seconds % 60]
      .map((part) => String(Math.floor(part)).padStart(2, '0'))
      .join(':'),
};
