import { answerError } from '../../../../node-red/nodes/vendor-auth-request/answer-error';
import type { VendorId } from '../../../core/support/credentials';
import { scene, settingsOf } from '../../../core/support/credentials';
import { answerOf } from '../../support/api-answer';

const BASE_URL = 'https://hr.example.com';

function failureAt(status: number, url = `${BASE_URL}/restApi/jobs`, secrets: string[] = []) {
  const answer = { status, headers: {}, body: Buffer.alloc(0), url, redirections: [] };
  const settings = settingsOf('dvinci', { baseUrl: BASE_URL });
  const toToken = answerOf(status === 401 ? 307 : status);
  return answerError(settings, { ...answer, toToken }, secrets);
}

describe('an answer that says nothing changed', () => {
  const { code, status, message, hint } = failureAt(304);

  test('is no redirect', () => {
    expect({ code, status }).toEqual({ code: 'request-failed', status: 304 });
    expect(message).toBe('d.vinci sent no new answer (304).');
    expect(hint).not.toContain('followRedirects');
  });

  test('names the headers that asked for it', () => {
    expect(hint).toContain('If-None-Match or If-Modified-Since');
  });
});

describe('a redirect that was not followed', () => {
  test.each([300, 301, 302, 303, 307, 308])('says how to follow it (%d)', (status) => {
    const { code, message, hint } = failureAt(status);

    expect(code).toBe('redirected');
    expect(message).toBe(`d.vinci redirects the request elsewhere (${status}).`);
    expect(hint).toContain('If msg.followRedirects is false, delete it');
  });

  test('says when it cannot be followed', () => {
    const { hint } = failureAt(307);

    expect(hint).toContain('without a usable address');
    expect(hint).toContain('a stream in msg.payload');
  });
});

describe('an address to which the server redirected', () => {
  const TOKEN = 'Tok3n.of-the-vendor/42==';
  const HEX = Buffer.from(TOKEN).toString('hex');

  test.each([
    [401, `${BASE_URL}/${encodeURIComponent(TOKEN)}/jobs`],
    [404, `${BASE_URL}/jobs/${HEX}`],
    [404, `https://${HEX.slice(0, 50)}.elsewhere.example/`],
    [500, `https://tok3n.of-the-vendor.example/`],
  ])('is not told if it quotes the token (%d, %s)', (status, url) => {
    const { message } = failureAt(status, url, [TOKEN]);
    expect(message).toMatch(/this address|Another server/);
    expect(message).not.toMatch(/tok3n|of-the|546f6b33/i);
  });

  test('is told if it does not', () => {
    expect(failureAt(404, `${BASE_URL}/jobs`, [TOKEN]).message).toContain('/jobs');
    expect(failureAt(500, 'https://elsewhere.example/', [TOKEN]).message).toContain(
      'https://elsewhere.example',
    );
  });
});

describe('the vendor’s own words', () => {
  function refusal(vendor: VendorId, status: number, body: string, secrets: string[] = []) {
    const settings = settingsOf(vendor);
    const url = `${settings.baseUrl}/path`;
    const answer = { status, headers: {}, body: Buffer.from(body), url, redirections: [] };
    return answerError(settings, { ...answer, toToken: answerOf(status) }, secrets);
  }

  test.each<[VendorId, number, unknown, string]>([
    ['dvinci', 422, { errorMsg: 'person.lastName must not be empty' }, 'person.lastName must'],
    ['dvinci', 403, { errorMsg: 'Access denied.' }, 'Access denied.'],
    ['dvinci', 409, { errorMsg: 'Changed.' }, 'Changed.'],
    ['ddi-central', 400, { error: 'Zone does not exist.' }, 'Zone does not exist.'],
    ['ddi-central', 404, { detail: 'Not found.' }, 'Not found.'],
    [
      'eggplant-dai',
      422,
      { detail: [{ loc: ['body', 'name'], msg: 'Field required' }] },
      'name: Field required',
    ],
    ['eggplant-dai', 500, { status: 500, title: 'Error', detail: 'Try again.' }, 'Try again.'],
    [
      'agility',
      400,
      { Exceptions: [{ Message: 'Unknown AttributeDefinition: X' }] },
      'Unknown Attr',
    ],
    [
      'agility',
      400,
      { exceptions: [{ message: 'Unknown AttributeDefinition: X' }] },
      'Unknown Attr',
    ],
    [
      'agility',
      404,
      '<Error><Exception><Message>No Story.</Message></Exception></Error>',
      'No Story.',
    ],
    ['client-credentials', 429, { message: 'Slow down.' }, 'Slow down.'],
  ])('of %s stand in the error: %d %j', (vendor, status, body, words) => {
    const error = refusal(vendor, status, typeof body === 'string' ? body : JSON.stringify(body));
    expect(error.status).toBe(status);
    expect(error.description).toContain(words);
    expect(error.message).toContain(`It said: “${words}`);
  });

  test.each(['', 'a text', '<!doctype html><p>Secret page</p>', '[]', '{"a":1}', 'x'.repeat(100)])(
    'are none in %j',
    (body) => {
      expect(refusal('dvinci', 400, body).message).toBe('d.vinci refused the request (400).');
    },
  );

  test('hold no secret, in whatever way the answer quotes it', () => {
    const secret = 'Tok3n.of-the-vendor/42==';
    for (const quoted of [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]) {
      const body = JSON.stringify({ errorMsg: `No right with ${quoted} here` });
      const { message, description } = refusal('dvinci', 422, body, [secret]);
      expect(message).toContain('No right with *** here');
      expect(`${message}${description}`).not.toMatch(/Tok3n|of-the|VG9rM24/);
    }
  });

  test('are not read from an answer that is longer than any error', () => {
    const body = JSON.stringify({ errorMsg: 'x', more: 'y'.repeat(65_536) });
    expect(refusal('dvinci', 422, body).description).toBeUndefined();
  });

  test('are none of another server’s, where a redirect led', () => {
    const settings = settingsOf('dvinci');
    const body = Buffer.from('{"errorMsg":"Hello"}');
    const answer = {
      status: 403,
      headers: {},
      body,
      url: 'https://other.example/',
      redirections: [],
    };
    const { message } = answerError(settings, { ...answer, toToken: answerOf(307) }, []);
    expect(message).not.toContain('Hello');
  });
});

describe('what d.vinci means by a status', () => {
  test.each([
    [403, 'forbidden', 'or what it asks for does not exist (403)', 'Check the ids in the address'],
    [
      409,
      'request-failed',
      'the record was changed meanwhile (409)',
      'with the version that it has now',
    ],
    [
      422,
      'request-failed',
      'does not accept what the request holds (422)',
      'Correct what d.vinci names',
    ],
  ] as const)('%d', (status, code, message, hint) => {
    const error = failureAt(status);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });
});

describe('an access token of Agility that is refused at one path', () => {
  test('is not told as rejected', () => {
    const settings = settingsOf('agility');
    const { source } = scene(undefined, settings);
    const url = `${settings.baseUrl}/rest-1.v1/Data/Story`;
    const answer = { status: 401, headers: {}, body: Buffer.alloc(0), url, redirections: [] };
    const told = () => answerError(settings, { ...answer, toToken: answerOf(401) }, [], source);
    expect(told()).toMatchObject({ code: 'request-failed', status: 401 });
    source.verdicts.places.remember(settings, 'rest-1.oauth.v1');
    expect(told().hint).toContain(`${settings.baseUrl}/rest-1.oauth.v1`);
    source.reject('1.vlog8vBO7ZZQZQD7ZSTtO++Ez8Y=');
    expect(told()).toMatchObject({ code: 'token-rejected' });
  });
});
