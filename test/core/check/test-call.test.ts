import { LONGEST_BODY_BYTES } from '../../../core/http/body';
import { VENDOR_IDS } from '../support/credentials';
import { EndlessBody } from '../support/endless-body';
import { testCallOf } from '../vendors/requests';

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

describe('a test call that is answered at great length', () => {
  const longList = `[${'{},'.repeat(LONGEST_BODY_BYTES / 3)}{}]`;

  test.each([
    ['eggplant-dai', 'Eggplant DAI accepts the token; it sees agents.'],
    ['ddi-central', 'DDI Central accepts the token; it sees clusters.'],
    ['dvinci', 'd.vinci accepts the token; it sees organisational units.'],
    ['client-credentials', 'The vendor accepts the token.'],
  ] as const)('accepts the token of %s, and counts nothing', async (id, says) => {
    const { report } = await testCallOf(id, { body: longList }, { checkPath: 'me' });
    expect(report).toEqual({ verdict: 'accepted', status: 200, says });
  });

  test.each([
    [401, 'rejected'],
    [500, 'unknown'],
  ])('with status %d is %s as ever', async (status, verdict) => {
    const { report } = await testCallOf('dvinci', { status, body: longList });
    expect(report).toMatchObject({ verdict, status });
  });

  test('says nothing about the token if it begins like a web page', async () => {
    const { report } = await testCallOf('dvinci', { body: PAGE + longList });
    expect(report).toMatchObject({ verdict: 'unknown', hint: 'Check Base URL.' });
  });

  test('is read to 1 MiB and no further', async () => {
    const body = new EndlessBody();
    await testCallOf('dvinci', { body });
    expect(body.sentBytes).toBe(LONGEST_BODY_BYTES + 65_536);
    expect(body.isClosed).toBe(true);
  });
});
