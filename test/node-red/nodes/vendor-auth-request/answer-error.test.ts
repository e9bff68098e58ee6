import { answerError } from '../../../../node-red/nodes/vendor-auth-request/answer-error';
import { settingsOf } from '../../../core/support/credentials';
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
