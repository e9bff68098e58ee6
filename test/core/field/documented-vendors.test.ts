import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientCredentials, fieldsOf, judge } from '../../../core';
import { apiAnswer } from '../../../core/check/test-call';
import { tokenHeader } from '../../../core/endpoint/access-token';
import { scene, SECRET, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith } from '../support/fake-vendor';
import { DOCUMENTED, type Documented } from '../support/documented-vendors';

function documented(wanted: string): Documented {
  return DOCUMENTED.find(({ product }) => product === wanted)!;
}

/** What stands in a query or a form, by its names. */
function parametersOf(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

describe('what a product’s page shows', () => {
  test.each(DOCUMENTED.map((one) => [one.product, one.source, one] as const))(
    'of %s is asked and read so (%s)',
    async (_product, _source, { enter, answer, token, lifetimeSeconds, request, header }) => {
      const settings = settingsOf('client-credentials', enter);
      expect(settings.repairs).toEqual([]);
      const { ask, clock, vendor } = scene(answersWith(200, answer), settings);
      const issued = await ask();
      expect(issued.value).toBe(token);
      expect(issued.expiresAtMs - clock.monotonicMs()).toBe(lifetimeSeconds * 1000);
      expect(vendor.requests).toHaveLength(1);
      const { method, url, headers, body = '' } = vendor.lastRequest;
      expect(method).toBe(request.method ?? 'POST');
      expect(parametersOf(new URL(url).search)).toEqual(request.query ?? {});
      expect(parametersOf(body)).toEqual(request.body ?? {});
      const basic = Buffer.from(`my-automation:${encoded(SECRET)}`).toString('base64');
      expect(headers['authorization']).toBe(
        request.isBasic === true ? `Basic ${basic}` : undefined,
      );
      const [name, value] = header ?? ['authorization', `Bearer ${token}`];
      expect(tokenHeader(settings.plan, issued)).toEqual({ [name]: value });
    },
  );

  test.each<[string, string, Record<string, string>, number, Record<string, unknown>, string]>([
    [
      'Amazon Cognito',
      documented('Amazon Cognito').source,
      { clientAuthentication: 'header' },
      400,
      { error: 'invalid_client' },
      'invalid-client',
    ],
    [
      'Microsoft Entra ID',
      documented('Microsoft Entra ID').source,
      {},
      400,
      {
        error: 'invalid_scope',
        error_description:
          "AADSTS70011: The provided value for the input parameter 'scope' is not valid.",
        error_codes: [70011],
        timestamp: 'YYYY-MM-DD HH:MM:SSZ',
        trace_id: '0000aaaa-11bb-cccc-dd22-eeeeee333333',
        correlation_id: 'aaaa0000-bb11-2222-33cc-444444dddddd',
      },
      'token-request-refused',
    ],
    [
      'Zoom',
      'reported by its users; its own page, developers.zoom.us/docs/integrations/oauth-error-messages/, lists codes alone',
      { clientAuthentication: 'header' },
      400,
      { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
      'invalid-client',
    ],
  ])(
    'of a refusal by %s is understood (%s)',
    async (_product, _source, enter, status, body, code) => {
      const settings = settingsOf('client-credentials', enter);
      expect((await errorOf(scene(answersWith(status, body), settings).token())).code).toBe(code);
    },
  );

  /** https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/error-codes */
  test.each<[string, string, 'suspected' | 'accepted']>([
    ['a token that is not valid', '601', 'suspected'],
    ['a token that has expired', '602', 'suspected'],
    ['a right that the user lacks', '603', 'accepted'],
  ])('of Marketo’s HTTP 200 for %s (%s) is judged as %s', (_what, code, verdict) => {
    const text = JSON.stringify({
      requestId: 'e42b#14272d07d78',
      success: false,
      errors: [{ code, message: 'Unauthorized' }],
    });
    const settings = settingsOf('client-credentials', documented('Marketo').enter);
    expect(judge(settings, apiAnswer({ status: 200, headers: {}, text }))).toBe(verdict);
  });

  /** Marketo’s page says so; of WSO2 it is reported (wso2/api-manager#773). */
  test.each(['Marketo', 'WSO2 API Manager'])(
    'of %s hands the same token out again with the seconds that remain, which is no new life',
    async (wanted) => {
      const { enter, answer, lifetimeSeconds, token } = documented(wanted);
      const { ask, clock, vendor } = scene(
        answersWith(200, answer),
        settingsOf('client-credentials', enter),
      );
      await ask();
      // So late that the call waits for the new answer.
      clock.advanceSeconds(lifetimeSeconds - 4);
      vendor.answers(answersWith(200, { ...answer, expires_in: 3 }));
      const again = await ask();
      expect(again.value).toBe(token);
      expect(again.expiresAtMs - clock.monotonicMs()).toBe(3000);
      clock.advanceSeconds(3);
      vendor.answers(answersWith(200, { ...answer, expires_in: 0 }));
      await ask();
      await ask();
      expect(vendor.requests).toHaveLength(4);
    },
  );
});

describe('docs/any-vendor.md', () => {
  const page = readFileSync(join(__dirname, '../../../docs/any-vendor.md'), 'utf8');
  const [, table = ''] = page.split('## Products that many people use');
  const rows = table.split('\n').filter((line) => /^\| (?!product)[A-Z]/.test(line));

  test('has a row for each of these, and no other', () => {
    const products = rows.map((row) => row.split(' | ')[0]?.slice(2));
    expect(products).toEqual(DOCUMENTED.map(({ product }) => product));
  });

  test.each(DOCUMENTED.map((one) => [one.product, one] as const))(
    'names the source of %s, and the fields that its test fills in',
    (product, { source, enter }) => {
      const row = rows.find((line) => line.startsWith(`| ${product} |`)) ?? '';
      expect(row).toContain(`](${source})`);
      for (const [name, value] of Object.entries(enter)) {
        const field = fieldsOf(clientCredentials).find((one) => one.name === name)!;
        expect(row).toContain(field.label);
        const chosen = field.choices?.find((choice) => choice.value === value);
        if (chosen !== undefined) expect(row).toContain(chosen.label);
      }
      const { rejectedBody, grantType, tokenHeader: headerName } = enter;
      for (const text of [rejectedBody, grantType, headerName]) {
        if (text !== undefined) expect(row.replace('\\|', '|')).toContain(`\`${text}\``);
      }
    },
  );
});

/** As RFC 6749 section 2.3.1 wants a secret in a Basic header. */
function encoded(secret: string): string {
  return new URLSearchParams([['', secret]]).toString().slice(1);
}
