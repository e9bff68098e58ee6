import { validateHeaderName, validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import type { NodeMessageInFlow } from 'node-red';
import { settingsOf } from '../../core/support/credentials';
import { VendorAuthError } from '../core';
import { isToldWithoutWords } from '../exceptions';
import { fuzzProperty, type Tally } from '../fuzz-property';
import {
  cookieHeader,
  outgoingRequest,
  requestedHeaders,
  responseCookies,
  valueAt,
  withHeaders,
  type HeaderRow,
  type OutgoingRequest,
  type RequestOptions,
} from '../hosts';
import { anyAddress } from '../texts/addresses';
import { anyText, noText } from '../texts/texts';

interface Case {
  readonly login: keyof typeof LOGINS;
  readonly options: RequestOptions;
  readonly msg: Readonly<Record<string, unknown>>;
  readonly setCookie: readonly string[];
}

const LOGINS = {
  dvinci: settingsOf('dvinci'),
  // Its API wants headers of its own.
  agility: settingsOf('agility'),
} as const;

/** What is the node's business, or the connection's, and never a message's. */
const NEVER_SENT = [
  ...['authorization', 'proxy-authorization', 'content-length', 'transfer-encoding'],
  ...['connection', 'keep-alive', 'upgrade', 'expect'],
];

const headerName = fc.oneof(
  fc.constantFrom(
    ...[
      'Authorization',
      'AUTHORIZATION',
      ' authorization ',
      'authorization\t',
      'Proxy-Authorization',
    ],
    ...[
      'Content-Length',
      'Transfer-Encoding',
      'Connection',
      'Expect',
      'cookie',
      'Cookie',
      'accept',
    ],
    ...['x-a', 'Content-Type', '__proto__', 'constructor', 'x\r\nauthorization', 'x:y', ''],
    'x-node-red-request-node',
  ),
  anyText,
);
const headerValue = fc.oneof(
  { weight: 3, arbitrary: anyText },
  {
    weight: 2,
    arbitrary: fc.constantFrom('a', '', 'a\r\nAuthorization: Bearer x', 'ä', '☃', 'a\0b', 7),
  },
  { weight: 1, arbitrary: fc.array(anyText, { maxLength: 3 }) },
  { weight: 1, arbitrary: noText },
);

const cookie = fc.oneof(
  headerValue,
  fc.record({ value: headerValue, encode: fc.constantFrom(true, false) }, { requiredKeys: [] }),
);

const message = fc.record(
  {
    url: fc.oneof(anyAddress, anyText, noText),
    method: fc.oneof(
      fc.constantFrom('GET', 'post', 'CONNECT', 'G\r\nET', 'PATCH'),
      anyText,
      noText,
    ),
    headers: fc.oneof(
      { weight: 5, arbitrary: fc.dictionary(headerName, headerValue, { maxKeys: 4 }) },
      { weight: 1, arbitrary: noText },
    ),
    cookies: fc.oneof(
      { weight: 5, arbitrary: fc.dictionary(headerName, cookie, { maxKeys: 3 }) },
      { weight: 1, arbitrary: noText },
    ),
    payload: fc.oneof(anyText, noText, fc.dictionary(anyText, anyText, { maxKeys: 3 })),
    requestTimeout: fc.oneof(fc.constantFrom(1, '5', 0, -1, NaN, Infinity, 'x'), noText),
    followRedirects: fc.oneof(fc.boolean(), noText),
  },
  { requiredKeys: [] },
);

const row: fc.Arbitrary<HeaderRow> = fc.record(
  {
    keyType: fc.constantFrom('other', 'msg', 'Accept', 'Authorization', ''),
    keyValue: headerName,
    valueType: fc.constantFrom('other', 'msg', 'application/json'),
    valueValue: fc.oneof(anyText, fc.constantFrom('payload', 'payload.length', 'headers.x-a')),
  },
  { requiredKeys: ['keyType', 'valueType'] },
);

const templates = fc.oneof(
  fc.constantFrom(
    '',
    '/a/{{payload}}',
    '{{{url}}}',
    'https://{{url}}/',
    '{{&url}}',
    '{{payload.x}}',
    '{{#payload}}{{.}}{{/payload}}{{^url}}x{{/url}}',
  ),
  fc
    .array(
      fc.oneof(
        fc.constantFrom('{{', '}}', '{{{', '}}}', '&', '#', '^', '/', '!', ' ', 'payload', 'url'),
        anyText,
      ),
      { maxLength: 6 },
    )
    .map((pieces) => pieces.join('')),
  anyAddress,
);

const options: fc.Arbitrary<RequestOptions> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'USE', 'HEAD', 'DELETE'),
  url: templates,
  getPayload: fc.constantFrom('ignore', 'query', 'body'),
  headers: fc.array(row, { maxLength: 3 }),
  returnType: fc.constantFrom('txt', 'bin', 'obj'),
  isLenient: fc.boolean(),
  failsUnlessSuccess: fc.boolean(),
  timeoutMs: fc.constant(120_000),
  maxAnswerBytes: fc.constant(1024 * 1024),
});

function check({ login, options, msg, setCookie }: Case, tally: Tally): void {
  assertPlainObject(responseCookies(setCookie));
  const request = requested({ login, options, msg }, tally);
  if (request === undefined) return;
  if (!/^[A-Z]+$/.test(request.method)) throw new Error(`The method is ${request.method}.`);
  if (!(request.timeoutMs > 0)) throw new Error(`The timeout is ${request.timeoutMs} ms.`);
  for (const [name, value] of Object.entries(request.headers)) {
    validateHeaderName(name);
    for (const text of [value].flat()) validateHeaderValue(name, text);
    if (NEVER_SENT.includes(name.toLowerCase())) throw new Error(`${name} is sent along.`);
  }
  for (const [name, spelling] of request.spellings) {
    validateHeaderName(spelling);
    if (spelling.toLowerCase() !== name) throw new Error(`${name} is sent as ${spelling}.`);
  }
  const cookies = cookieHeader(request.cookies);
  if (cookies !== undefined) validateHeaderValue('cookie', cookies);
}

function requested(
  { login, options, msg }: Omit<Case, 'setCookie'>,
  tally: Tally,
): OutgoingRequest | undefined {
  try {
    const copy = { ...msg } as unknown as NodeMessageInFlow;
    const request = outgoingRequest(options, copy, LOGINS[login], (path) => valueAt(msg, path));
    assertOneToken(msg['headers']);
    tally.add('sent');
    return request;
  } catch (error) {
    tally.add('refused');
    if (isToldWithoutWords(error)) return undefined;
    if (error instanceof VendorAuthError && error.code === 'invalid-settings') return undefined;
    throw error;
  }
}

/** Whatever a message has for headers, with the token there is one `authorization`, and it is ours. */
function assertOneToken(headers: unknown): void {
  const sent = withHeaders(requestedHeaders(headers), { authorization: 'Bearer ours' });
  const names = Object.keys(sent).filter((name) => name.toLowerCase() === 'authorization');
  const isOurs = names.length === 1 && sent['authorization'] === 'Bearer ours';
  if (!isOurs) throw new Error(`The next node gets ${JSON.stringify(names)}.`);
}

/** A cookie named `__proto__` must be none, or one like any other. */
function assertPlainObject(cookies: object | undefined): void {
  if (cookies === undefined) return;
  if (Object.getPrototypeOf(cookies) !== Object.prototype) {
    throw new Error('A cookie became the prototype of the others.');
  }
}

export const nodeRedRequests = fuzzProperty<Case>({
  kind: 'node-red-requests',
  guarantee:
    'a message is refused in words, or becomes a request that can be sent and has no header that is not its own',
  runs: 150_000,
  runsInTests: 2_500,
  inputs: fc.record({
    login: fc.constantFrom('dvinci', 'agility'),
    options,
    msg: message,
    setCookie: fc.array(
      fc.oneof(
        anyText,
        fc.tuple(headerName, anyText, anyText).map(([n, v, a]) => `${n}=${v}; ${a}=1`),
      ),
      { maxLength: 3 },
    ),
  }),
  check,
  missing: (tally, runs) =>
    runs >= 500 && Math.min(tally.of('sent'), tally.of('refused')) * 20 < runs
      ? 'Hardly any message was sent, or hardly any refused.'
      : undefined,
});
