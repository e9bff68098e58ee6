import { VENDOR_IDS } from './support/credentials';
import { testCallOf } from './vendors/requests';

const PAGE = '<!DOCTYPE html><html><body>Welcome to the portal</body></html>';

describe('a test call that is answered with a web page', () => {
  test.each(VENDOR_IDS)('says nothing about a token of %s', async (id) => {
    const { report } = await testCallOf(id, { body: PAGE }, { checkPath: 'me' });
    expect(report).toMatchObject({ verdict: 'unknown', status: 200 });
    expect(report.says).toContain('answered the test call with a web page (HTML)');
    const hint = id === 'client-credentials' ? 'Check Base URL and Check Path.' : 'Check Base URL.';
    expect(report.hint).toBe(hint);
  });

  test('is a rejection all the same if its status is 401', async () => {
    const { report } = await testCallOf('dvinci', { status: 401, body: PAGE });
    expect(report.verdict).toBe('rejected');
  });
});
