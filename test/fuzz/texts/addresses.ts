import fc from 'fast-check';

/** The hosts that a token may reach, and some that resemble them. */
export const HOME = 'api.example.com';
const HOSTS = [
  ...[HOME, 'API.Example.COM', 'api.example.com.', 'api.example.com..', 'files.example.com'],
  ...[
    'api。example。com',
    'api．example．com',
    'api%2eexample%2ecom',
    'ａｐｉ.example.com',
    'api.example.com%00',
  ],
  ...[
    'evil.example',
    'api.example.com.evil.example',
    'evilapi.example.com',
    'xn--api-.example',
    'example.com',
  ],
  ...[
    'api.example.com@evil.example',
    'evil.example#@api.example.com',
    'evil.example\\@api.example.com',
  ],
  ...[
    '[::1]',
    '[::ffff:127.0.0.1]',
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '127.1',
    'localhost',
    '[',
    '',
  ],
  ...[
    'api.example.com\t',
    'api\n.example.com',
    'api\u00ad.example.com',
    'api\u200b.example.com',
    '*',
  ],
];
const SCHEMES = [
  ...[
    'https://',
    'https://',
    'http://',
    'HTTPS://',
    'HTTP://',
    'https:',
    'https:/',
    'http:',
    'http:/',
    'https:///',
    'https:\\\\',
  ],
  ...['//', '\\\\', '/\\', '\\/', '/', '', ' https://', '\thttps://', 'ht\ntps://', 'h\0ttps://'],
  ...[
    'blob:https://',
    'blob:',
    'javascript:',
    'data:text/plain,',
    'file://',
    'ftp://',
    'wss://',
    'x://',
  ],
  ...[
    'view-source:https://',
    'jar:https://',
    'https://https://',
    'https:https://',
    'http:https://',
  ],
];
const USERS = [
  '',
  '',
  '',
  '',
  'user@',
  'user:pw@',
  '@',
  ':@',
  'api.example.com@',
  'api.example.com:443@',
  'a@b@',
];
const PORTS = [
  '',
  '',
  '',
  ':443',
  ':0443',
  ':8443',
  ':80',
  ':',
  ':0',
  ':65536',
  ':-1',
  ':4 43',
  ':x',
];
const ENDS = [
  ...[
    '',
    '/',
    '/me',
    '/a/../b',
    '/..',
    '/%2e%2e/',
    '?a=1',
    '#x',
    '?@evil.example',
    '/\\evil.example',
  ],
  ...[
    '//evil.example',
    '\\evil.example',
    ';evil.example',
    '/ ',
    '\n',
    '/%',
    '?a=%zz',
    '#@evil.example/',
    '/☃',
  ],
];

/** Addresses and what has been passed off as one: two readers must not see two hosts in any of them. */
export const anyAddress: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(...[SCHEMES, USERS, HOSTS, PORTS, ENDS].map((pieces) => fc.constantFrom(...pieces)))
      .map((pieces) => pieces.join('')),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(
        fc.oneof(
          fc.constantFrom(...SCHEMES, ...USERS, ...HOSTS, ...PORTS, ...ENDS),
          fc.string({ unit: 'binary', maxLength: 3 }),
        ),
        { maxLength: 6 },
      )
      .map((pieces) => pieces.join('')),
  },
  { weight: 1, arbitrary: fc.webUrl({ withQueryParameters: true, withFragments: true }) },
);
