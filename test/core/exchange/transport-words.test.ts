import {
  transportError,
  transportFault,
  verbatim,
  VendorAuthError,
  type Settings,
} from '../../../core';
import { scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { failsWith } from '../support/fake-vendor';

const ADDRESS = 'https://acme.dvinci-hr.com/plt/oauth2/token?secret=1';

function failureOf(error: unknown): VendorAuthError {
  return transportError(settingsOf('dvinci'), transportFault(error), ADDRESS);
}

describe('what keeps an answer from arriving', () => {
  test.each([
    ['ECONNREFUSED', 'nothing listens there'],
    ['ENOTFOUND', 'the host name is not known'],
    ['EAI_AGAIN', 'the host name could not be looked up'],
    ['ECONNRESET', 'the connection was closed'],
    ['UND_ERR_SOCKET', 'the connection was closed'],
    ['EHOSTUNREACH', 'the host cannot be reached'],
    ['EHOSTDOWN', 'the host cannot be reached'],
    ['ENETDOWN', 'the network cannot be reached'],
    ['EACCES', 'this machine or a firewall does not allow the connection'],
    ['EPERM', 'this machine or a firewall does not allow the connection'],
    ['EADDRNOTAVAIL', 'this machine has no address or port left for the connection'],
    ['EADDRINUSE', 'this machine has no address or port left for the connection'],
    ['EMFILE', 'this machine has too many files and connections open'],
    ['ENFILE', 'this machine has too many files and connections open'],
    ['EPROTO', 'the server does not speak TLS as expected'],
    ['ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED', 'the server’s TLS is too old to be safe'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'the server’s TLS is too old to be safe'],
    ['HPE_LF_EXPECTED', 'its answer breaks the rules of HTTP'],
    ['HTTPParserError', 'its answer breaks the rules of HTTP'],
  ])('%s is told in words', (code, words) => {
    const error = failureOf(Object.assign(new Error('x'), { code }));
    expect(error.code).toBe('unreachable');
    expect(error.message).toBe(
      `d.vinci cannot be reached at https://acme.dvinci-hr.com: ${words}.`,
    );
  });

  test.each([
    'ETIMEDOUT',
    'ECONNABORTED',
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
  ])('%s is a time that ran out', (code) => {
    expect(failureOf({ code }).code).toBe('timeout');
  });

  test('is a time that ran out, if that is how it is named', () => {
    expect(failureOf(new DOMException('x', 'TimeoutError')).code).toBe('timeout');
  });

  test('is looked for along causes and the errors of several attempts', () => {
    const deep = new Error('a', { cause: new Error('b', { cause: { code: 'ENOTFOUND' } }) });
    expect(failureOf(deep).message).toContain('not known');
    const several = new AggregateError([{ code: 'ECONNREFUSED' }, { code: 'ENETUNREACH' }]);
    expect(failureOf(several).message).toContain('nothing listens');
  });

  test('may be a circle of causes', () => {
    const circle = new Error('x');
    circle.cause = circle;
    expect(failureOf(circle).code).toBe('unreachable');
  });

  // The keys of COMMON_ERRORS in n8n-workflow that are error codes.
  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'ETIMEDOUT',
    'EADDRNOTAVAIL',
    'ECONNABORTED',
    'EHOSTUNREACH',
    'EAI_AGAIN',
    'ENOENT',
    'EISDIR',
    'ENOTDIR',
    'EACCES',
    'EEXIST',
    'EPERM',
  ])('%s does not stand in the message, which n8n would replace by its own', (code) => {
    expect(failureOf({ code }).fullMessage.toUpperCase()).not.toContain(code);
  });

  test('names a code that is not known, and nothing that is no code', () => {
    expect(failureOf({ code: 'ERR_ODD' }).message).toContain(': ERR_ODD.');
    expect(failureOf({ code: 'has spaces and a secret' }).message).not.toContain('secret');
  });

  test.each([
    ['client-credentials', 'The vendor', 'https://login.example.com', 'Token URL'],
    ['dvinci', 'd.vinci', 'https://acme.dvinci-hr.com', 'Base URL'],
  ] as const)(
    'from the token URL of %s is put down to the field that it comes from',
    async (id, name, origin, field) => {
      const unreachable = await errorOf(scene(failsWith('ECONNREFUSED'), settingsOf(id)).token());
      expect(unreachable.message).toBe(
        `${name} cannot be reached at ${origin}: nothing listens there.`,
      );
      expect(unreachable.hint).toContain(`Check ${field} and`);
      const late = await errorOf(scene(failsWith('ETIMEDOUT'), settingsOf(id)).token());
      expect(late.message).toBe(`${name} did not answer in time at ${origin}.`);
      expect(late.hint).toContain(`Check ${field},`);
    },
  );

  test('from a token URL of the base URL’s own origin is put down to Base URL', async () => {
    const settings = settingsOf('client-credentials', {
      tokenUrl: 'https://api.example.com/token',
    });
    const { hint } = await errorOf(scene(failsWith('ECONNREFUSED'), settings).token());
    expect(hint).toContain('Check Base URL');
  });

  test('from the API is put down to Base URL, wherever the token URL is', async () => {
    const { vendor, ask, verify } = scene(
      undefined,
      settingsOf('client-credentials', { checkPath: 'me' }),
    );
    const token = await ask();
    vendor.answers(failsWith('ECONNREFUSED'));
    expect((await verify(token)).hint).toContain('Check Base URL');
  });

  test.each([undefined, null, 'text', 7, {}, Symbol('x')])('may be %p', (thrown) => {
    expect(failureOf(thrown).message).toBe(
      'd.vinci cannot be reached at https://acme.dvinci-hr.com.',
    );
  });

  test('is left as it is if it is one of our own errors', () => {
    const own = new VendorAuthError({ code: 'timeout', vendor: 'dvinci', message: verbatim('x') });
    expect(failureOf(own)).toBe(own);
  });
});

describe('http and https that were taken for one another', () => {
  const plain = settingsOf('ddi-central', { baseUrl: 'http://192.0.2.10:9443' });
  const failure = (settings: Settings, code: string) =>
    errorOf(scene(failsWith(code), settings).token());

  test.each(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'HPE_INVALID_CONSTANT'])(
    'a plain request that ends in %s may be meant for https, at that address',
    async (code) => {
      const { hint } = await failure(plain, code);
      expect(hint).toContain('enter https://192.0.2.10:9443 at the beginning of Base URL');
    },
  );

  test.each(['ECONNREFUSED', 'ENOTFOUND'])('one that ends in %s is not', async (code) => {
    expect((await failure(plain, code)).hint).not.toContain('https://');
  });

  test.each([
    '<html><body><h1>400 Bad Request</h1><center>The plain HTTP request was sent to HTTPS port</center></body></html>',
    "<!DOCTYPE HTML><p>Reason: You're speaking plain HTTP to an SSL-enabled server port.</p>",
    'Client sent an HTTP request to an HTTPS server.\n',
    'Bad Request\nThis combination of host and port requires TLS.\n',
  ])('a server that says so is believed: %s', async (body) => {
    const answer = { status: 400, body };
    const error = await errorOf(scene(() => answer, plain).token());
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain('the server speaks TLS only');
    expect(error.hint).toBe('Enter https://192.0.2.10:9443 at the beginning of Base URL.');
    const { ask, verify } = scene(
      () => answer,
      settingsOf('agility', { baseUrl: 'http://agility.example.com:443/Acme' }),
    );
    const report = await verify(await ask());
    expect(report).toMatchObject({ verdict: 'unknown' });
    expect(report.hint).toBe('Enter https://agility.example.com:443 at the beginning of Base URL.');
  });

  test('of https, the same words are those of somebody behind the server', async () => {
    const body = 'Client sent an HTTP request to an HTTPS server.';
    const error = await errorOf(
      scene(() => ({ status: 400, body }), settingsOf('ddi-central')).token(),
    );
    expect(error.code).toBe('token-request-refused');
  });

  test('a server without TLS is told with the address to enter', async () => {
    const { hint } = await failure(settingsOf('ddi-central'), 'ERR_SSL_WRONG_VERSION_NUMBER');
    expect(hint).toContain('enter http://192.0.2.10:9443 at the beginning of Base URL');
  });
});
