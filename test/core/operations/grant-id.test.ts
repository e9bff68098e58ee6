import { parseGrantId } from '../../../core';
import { settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';

const settings = settingsOf('agility');

describe('the number of a grant', () => {
  test.each([
    ['1020'],
    [1020],
    [' 1020\n'],
    ['Grant:1020'],
    ['grant:1020'],
    ['Grant:1020:4631'],
    ['https://www14.v1host.com/Acme/rest-1.oauth.v1/Data/Grant/1020/4631'],
    ['https://www14.v1host.com/Acme/rest-1.v1/Data/Grant/1020/4631?op=Revoke'],
    ['https://www14.v1host.com/Acme/assetdetail.v1?oid=Grant:1020:4631'],
    ['https://www14.v1host.com/Acme/assetdetail.v1?oid=Grant%3A1020%3A4631#top'],
    ['https://www14.v1host.com/Acme/rest-1.v1/Data/Grant/1020'],
    ['https://www14.v1host.com/Acme/rest-1.v1/Data/Grant/1020?op=Revoke'],
    ['https://www14.v1host.com:443/Acme/rest-1.v1/Data/Grant/1020/'],
    ['https://www14.v1host.com/Acme/assetdetail.v1?oid=Grant:1020'],
    ['https://www14.v1host.com/Acme/assetdetail.v1?x=1&oid=Grant%3A1020#top'],
  ])('is found in %j', (grant) => {
    expect(parseGrantId(settings, grant)).toBe('1020');
  });

  test.each([
    [undefined, 'Grant is missing.'],
    ['', 'Grant is missing.'],
    [{}, 'Grant is missing.'],
    ['abc', 'Grant must be a number'],
    ['Grant:1020:', 'Grant must be a number'],
    ['Grant:1020:4631:7', 'Grant must be a number'],
    ['Grant:1020:x', 'Grant must be a number'],
    ['Member:1020:4631', 'Grant must be a number'],
    ['-1', 'Grant must be a number'],
    ['10.5', 'Grant must be a number'],
    [NaN, 'Grant must be a number'],
    ['1020?op=Delete', 'Grant must be a number'],
    ['1020/../../Member/20', 'Grant must be a number'],
    ['Member:20', 'Grant must be a number'],
    ['https://www14.v1host.com/Acme/rest-1.v1/Data/Member/20', 'Grant must be a number'],
    ['https://evil.example/Acme/rest-1.v1/Data/Grant/1020', 'Grant is on https://evil.example'],
    [
      'https://www14.v1host.com/Other/rest-1.v1/Data/Grant/1020',
      'is on https://www14.v1host.com/Other, but this login is for https://www14.v1host.com/Acme.',
    ],
    [
      'https://www14.v1host.com/Acme2/rest-1.v1/Data/Grant/1020',
      'is on https://www14.v1host.com/Acme2, but this login is for',
    ],
    ['https://www14.v1host.com', 'is on https://www14.v1host.com/, but this login is for'],
    ['https://www14.v1host.com/Acme/../Other/Data/Grant/1020', 'but this login is for'],
  ])('is not in %j', async (grant, words) => {
    const error = await errorOf(() => parseGrantId(settings, grant));
    expect(error.code).toBe('invalid-settings');
    expect(error.message).toContain(words);
    expect(error.problems).toEqual([{ field: 'grant', label: 'Grant', message: error.message }]);
  });
});
