import { answerError } from '../../../../node-red/lib/request/answer-error';
import { settingsOf } from '../../../core/support/credentials';

const BASE_URL = 'https://hr.example.com';

function failureAt(status: number) {
  return answerError(settingsOf('dvinci', { baseUrl: BASE_URL }), {
    status,
    headers: {},
    body: Buffer.alloc(0),
    url: `${BASE_URL}/restApi/jobs`,
    redirections: [],
    tokenStatus: status,
  });
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
