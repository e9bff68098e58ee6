import { LONGEST_BODY_BYTES } from '../../../core/http/body';
import { scene, settingsOf } from '../support/credentials';
import { EndlessBody } from '../support/endless-body';
import { errorOf } from '../support/errors';
import { answersWith, failsWith } from '../support/fake-vendor';

const PAGES = [
  '<!DOCTYPE html><html><body>Log in</body></html>',
  '\n  <html lang="en"><head></head></html>',
  '<HEAD><TITLE>x</TITLE></HEAD>',
  '\ufeff<!doctype html>',
  '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
  '<!-- saved by a proxy -->\n<html>',
];

describe('T9: bounds of the token request', () => {
  test('it may take 30 s', async () => {
    const { vendor, token } = scene();
    await token();
    expect(vendor.lastRequest.timeoutMs).toBe(30_000);
  });

  test('a second encoding has only the rest of them', async () => {
    const { vendor, clock, token } = scene(undefined, settingsOf('ddi-central'));
    vendor.answers((_request, nth) => {
      clock.advanceSeconds(12);
      return nth === 1
        ? { status: 400, body: { error: 'unsupported_grant_type' } }
        : { body: { access_token: 'late' } };
    });
    await token();
    expect(vendor.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([30_000, 18_000]);
  });

  test('none is left for a second encoding after 30 s', async () => {
    const { vendor, clock, token } = scene(undefined, settingsOf('ddi-central'));
    vendor.answers(() => {
      clock.advanceSeconds(31);
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    });
    expect(await errorOf(token())).toMatchObject({ code: 'token-request-refused' });
    expect(vendor.requests).toHaveLength(1);
  });

  test('a time that ran out is told as such', async () => {
    const { token } = scene(failsWith('UND_ERR_HEADERS_TIMEOUT'));
    expect(await errorOf(token())).toMatchObject({ code: 'timeout' });
  });

  test('the body is read to 1 MiB and no further, and the stream is closed', async () => {
    const body = new EndlessBody();
    const { token } = scene(() => ({ body }));
    expect(await errorOf(token())).toMatchObject({ code: 'answer-too-large' });
    expect(body.sentBytes).toBe(LONGEST_BODY_BYTES + 65_536);
    expect(body.isClosed).toBe(true);
  });

  test('a body of just 1 MiB is read', async () => {
    const json = JSON.stringify({ access_token: 'padded' });
    const { token } = scene(answersWith(200, json.padEnd(1024 * 1024)));
    expect(await token()).toBe('padded');
    const tooLong = scene(answersWith(200, json.padEnd(1024 * 1024 + 1)));
    expect(await errorOf(tooLong.token())).toMatchObject({ code: 'answer-too-large' });
  });

  test('a connection that breaks within the body is told as such', async () => {
    async function* broken(): AsyncIterable<string> {
      yield '{"access_token":"ha';
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
    const { token } = scene(() => ({ body: broken() }));
    expect(await errorOf(token())).toMatchObject({ code: 'unreachable' });
  });
});

describe('T9: shapes of the answer', () => {
  test.each<[string, unknown, Record<string, string>]>([
    ['JSON', '{"access_token":"abc"}', { 'content-type': 'application/json' }],
    ['JSON of the wrong content type', '{"access_token":"abc"}', { 'content-type': 'text/html' }],
    ['JSON of no content type', '{"access_token":"abc"}', {}],
    ['JSON after a byte order mark', '\ufeff{"access_token":"abc"}', {}],
    ['JSON between spaces', '\r\n {"access_token":"abc"}\n', {}],
    ['JSON in bytes', Buffer.from('\ufeff{"access_token":"abc"}'), {}],
    ['a form', 'access_token=abc&expires_in=300&token_type=bearer', {}],
    ['a form with a line break after it', 'token_type=bearer&access_token=abc\r\n', {}],
    ['JSON with an error of null', '{"access_token":"abc","error":null}', {}],
    ['JSON with an empty error', '{"access_token":"abc","error":""}', {}],
    ['JSON with an empty list of errors', '{"access_token":"abc","errors":[],"error":{}}', {}],
    ['JSON in UTF-16', Buffer.from('\ufeff{"access_token":"abc"}', 'utf16le'), {}],
    [
      'JSON in UTF-16 from high to low',
      Buffer.from('\ufeff{"access_token":"abc"}', 'utf16le').swap16(),
      {},
    ],
    [
      'JSON in UTF-8 that is called otherwise',
      '{"access_token":"abc","name":"ü"}',
      { 'content-type': 'application/json; charset=utf-16' },
    ],
    ['JSON in a list', '[{"access_token":"abc"}]', {}],
    ['a form of other names', 'accessToken=abc&expiresIn=300', {}],
  ])('%s is understood', async (_what, body, headers) => {
    const { token } = scene(answersWith(200, body, headers));
    expect(await token()).toBe('abc');
  });

  test.each([
    ['application/json; charset=ISO-8859-1', 'latin1', 'Schlüssel ungültig'],
    ['text/plain;profile=x; CHARSET="windows-1252"', 'latin1', 'Schlüssel ungültig'],
    ['application/json; charset=utf-8', 'utf8', 'Schlüssel ungültig – 無効'],
    ['application/json; charset=ISO-8859-1', 'utf8', 'Schlüssel ungültig – 無効'],
    ['application/json; charset=no-such', 'utf8', 'Schlüssel ungültig – 無効'],
  ] as const)('the words of a refusal as %s in %s are read', async (type, encoding, words) => {
    const body = Buffer.from(JSON.stringify({ error_description: words }), encoding);
    const { token } = scene(answersWith(400, body, { 'content-type': type }));
    expect((await errorOf(token())).description).toBe(words);
  });

  test('what is text in no encoding does no harm', async () => {
    const body = Buffer.from('{"error":"invalid_client","x":"\xff"}', 'latin1');
    for (const type of ['application/json', 'application/json; charset=no-such']) {
      const { token } = scene(answersWith(401, body, { 'content-type': type }));
      expect(await errorOf(token())).toMatchObject({ code: 'invalid-client' });
    }
  });

  test('a character cut in two by the network is put together again', async () => {
    const bytes = Buffer.from('{"access_token":"abc","note":"ü"}');
    const cut = bytes.indexOf(0xc3) + 1;
    async function* chunks(): AsyncIterable<Uint8Array> {
      yield bytes.subarray(0, cut);
      yield bytes.subarray(cut);
    }
    const { token } = scene(() => ({ body: chunks() }));
    expect(await token()).toBe('abc');
  });

  test('the lifetime in a form counts', async () => {
    const { source, token } = scene(answersWith(200, 'access_token=abc&expires_in=77'));
    await token();
    expect(source.status().secondsLeft).toBe(77);
  });

  test.each(PAGES)('a page is called a page: %j', async (page) => {
    for (const status of [200, 404]) {
      const { token } = scene(answersWith(status, page));
      const error = await errorOf(token());
      expect(error.message).toContain('a web page (HTML');
      expect(error).toMatchObject({ status });
      expect(error.fullMessage).not.toContain('<');
    }
  });

  test('200 with an error member is a failure, token or not', async () => {
    const { token } = scene(
      answersWith(200, { error: 'invalid_client', access_token: 'no token at all' }),
    );
    expect(await errorOf(token())).toMatchObject({ code: 'invalid-client', status: 200 });
    const form = scene(answersWith(200, 'error=invalid_client'));
    expect(await errorOf(form.token())).toMatchObject({ code: 'invalid-client', status: 200 });
  });

  test('an error as an object is read too', async () => {
    const body = { error: { code: 'invalid_client', message: 'No such client.' } };
    const { token } = scene(answersWith(400, body));
    expect(await errorOf(token())).toMatchObject({
      code: 'invalid-client',
      description: 'No such client.',
    });
  });

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['a word', 'OK'],
    ['an empty list', '[]'],
    ['a list of lists', '[[["abc"]]]'],
    ['a text in JSON', '"access_token=abc"'],
    ['null', 'null'],
    ['broken JSON', '{"access_token":"abc"'],
    ['XML', '<oauth><access_token>abc</access_token></oauth>'],
    ['no access_token', '{"tokens_left":"abc"}'],
    ['an empty access_token', '{"access_token":""}'],
    ['an access_token that is no text', '{"access_token":12345}'],
  ])('%s is no token', async (_what, body) => {
    const { token } = scene(answersWith(200, body));
    expect(await errorOf(token())).toMatchObject({ code: 'unreadable-answer', status: 200 });
  });

  test('WWW-Authenticate does not keep the body from being read', async () => {
    const { token } = scene(
      answersWith(
        401,
        { error: 'invalid_client', error_description: 'Told in the body.' },
        { 'www-authenticate': 'Bearer error="invalid_client"' },
      ),
    );
    expect(await errorOf(token())).toMatchObject({ description: 'Told in the body.' });
  });
});
