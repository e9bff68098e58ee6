import type { NodeMessageInFlow } from 'node-red';
import { outgoingRequest } from '../../../../node-red/nodes/vendor-auth-request/outgoing-request';
import {
  requestOptions,
  type RequestProperties,
} from '../../../../node-red/nodes/vendor-auth-request/request-options';
import { settingsOf, type VendorId } from '../../../core/support/credentials';

function userAgentOf(vendor: VendorId, headers: Record<string, string> = {}) {
  const options = requestOptions({ url: 'items' }, undefined);
  const msg = { headers } as unknown as NodeMessageInFlow;
  return outgoingRequest(options, msg, settingsOf(vendor), () => undefined).headers['user-agent'];
}

describe('a request says what sends it', () => {
  test('by a name of its own', () => {
    expect(userAgentOf('dvinci')).toBe('vendor-auth');
  });

  test('by the one that the vendor asks for', () => {
    expect(userAgentOf('agility')).toBe('vendor-auth (Digital.ai Agility)');
  });

  test('by the one that the message asks for', () => {
    expect(userAgentOf('dvinci', { 'User-Agent': 'mine/1' })).toBe('mine/1');
    expect(userAgentOf('agility', { 'User-Agent': 'mine/1' })).toBe('mine/1');
  });
});

describe('the method of a request', () => {
  const send = (method: string) =>
    outgoingRequest(
      requestOptions({ method: 'use', url: 'items' }, undefined),
      { method } as unknown as NodeMessageInFlow,
      settingsOf('dvinci'),
      () => undefined,
    );

  test('is taken from the message in any case', () => {
    expect(send('patch').method).toBe('PATCH');
  });

  test.each(['GET /', 'connect'])('is refused with those that may stand there (%s)', (method) => {
    expect(() => send(method)).toThrow(
      `Method “${method.toUpperCase()}” is not known. Use GET, POST, PUT, PATCH, DELETE or HEAD.`,
    );
  });
});

describe('what the core node warns of', () => {
  function warningsOf(
    msg: object,
    properties: RequestProperties = { url: 'items' },
    fields: Record<string, unknown> = {},
  ) {
    const warnings: string[] = [];
    const request = outgoingRequest(
      requestOptions(properties, 5_000),
      msg as unknown as NodeMessageInFlow,
      settingsOf('dvinci', fields),
      () => undefined,
      (why) => warnings.push(why),
    );
    return { warnings, request };
  }

  test.each<[unknown, string]>([
    ['foo', 'timeout-isnan'],
    [{}, 'timeout-isnan'],
    [NaN, 'timeout-isnan'],
    [null, 'timeout-isnan'],
    [true, 'timeout-isnan'],
    [5n, 'timeout-isnan'],
    [Object.create(null), 'timeout-isnan'],
    [-4, 'timeout-isnegative'],
    [0, 'timeout-isnegative'],
    [0.5, 'timeout-isnegative'],
    ['-4', 'timeout-isnegative'],
    ['', 'timeout-isnegative'],
  ])('msg.requestTimeout %p counts as none (%s)', (requestTimeout, why) => {
    const { warnings, request } = warningsOf({ requestTimeout });
    expect(warnings).toEqual([why]);
    expect(request.timeoutMs).toBe(5_000);
  });

  test.each<[unknown, number]>([
    [undefined, 5_000],
    [1, 1],
    ['250', 250],
  ])('msg.requestTimeout %p counts', (requestTimeout, timeoutMs) => {
    const { warnings, request } = warningsOf({ requestTimeout });
    expect(warnings).toEqual([]);
    expect(request.timeoutMs).toBe(timeoutMs);
  });

  test.each<[string, object, RequestProperties, string[]]>([
    ['another URL', { url: 'b' }, { url: 'a' }, ['overridden']],
    ['the same URL', { url: 'a' }, { url: 'a' }, []],
    ['the only URL', { url: 'b' }, {}, []],
    ['an empty URL', { url: '' }, { url: 'a' }, []],
    ['a method', { method: 'GET' }, { url: 'a', method: 'GET' }, ['overridden']],
    ['the only method', { method: 'POST' }, { url: 'a', method: 'use' }, []],
    ['both', { url: 'b', method: 'PUT' }, { url: 'a' }, ['overridden']],
  ])('%s on the message', (_what, msg, properties, expected) => {
    expect(warningsOf(msg, properties).warnings).toEqual(expected);
  });

  test.each<[unknown, boolean, string[]]>([
    [false, false, ['certificate-check']],
    ['False', false, ['certificate-check']],
    [true, false, []],
    ['TRUE', false, []],
    [false, true, []],
    [true, true, ['certificate-check']],
    [{}, false, []],
    [undefined, false, []],
  ])(
    'msg.rejectUnauthorized %p where the login says to ignore: %p',
    (rejectUnauthorized, allowUnauthorizedCerts, expected) => {
      const { warnings } = warningsOf({ rejectUnauthorized }, undefined, {
        allowUnauthorizedCerts,
      });
      expect(warnings).toEqual(expected);
    },
  );
});

describe('a percent sign in an address', () => {
  const addressOf = (url: string) =>
    outgoingRequest(
      requestOptions({}, undefined),
      { url } as unknown as NodeMessageInFlow,
      settingsOf('dvinci'),
      () => undefined,
    ).url.href.replace(/^https?:\/\/[^/]+/, '');

  test.each([
    ['/a?b=20%', '/a?b=20%25'],
    ['/a?b=%zz&c=%4', '/a?b=%25zz&c=%254'],
    ['/a?b=%%41%', '/a?b=%25%41%25'],
    ['/a?b=?%&%C3%A9', '/a?b=?%25&%C3%A9'],
    ['/a?b=hello%20there', '/a?b=hello%20there'],
    ['/a%20b', '/a%20b'],
  ])('%s becomes %s', (url, sent) => {
    expect(addressOf(url)).toBe(sent);
  });
});
