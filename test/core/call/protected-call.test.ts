import { say, tokenRejectedError } from '../../../core';
import { settingsOf } from '../support/credentials';

describe('a token that is rejected after all that could be done', () => {
  test.each([
    ['dvinci', 'd.vinci'],
    ['agility', 'Digital.ai Agility'],
    ['client-credentials', 'The vendor'],
  ] as const)('of %s is told without a word of its age, which nobody knows', (id, name) => {
    const settings = settingsOf(id);
    expect(tokenRejectedError(settings)).toMatchObject({
      code: 'token-rejected',
      status: 401,
      message: `${name} does not accept the access token.`,
      hint: say(settings.vendor.rejectedHint),
    });
  });
});
