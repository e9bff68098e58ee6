import { inspect } from 'node:util';
import { UserError } from 'n8n-workflow';
import { dvinci, VendorAuthError } from '../../../../core';
import { hostError } from '../../../../credentials/shared/host-error';
import {
  isNothingToSend,
  NothingToSend,
  StoreFirst,
} from '../../../../credentials/shared/request-ends';
import { HOSTILE, SECRET, throwing } from '../../support/hostile';

describe('an error for n8n', () => {
  test('of the core says what happened and what to do, and nothing else can be reached from it', () => {
    const error = new VendorAuthError({
      code: 'invalid-client',
      vendor: 'dvinci',
      message: 'It happened.',
      hint: 'Do this.',
      status: 401,
    });
    const told = hostError(error, dvinci);
    expect(told).toBeInstanceOf(UserError);
    expect(told.message).toBe('It happened. Do this.');
    expect(told).not.toHaveProperty('status');
    expect(told.cause).toBeUndefined();
  });

  test('of the package’s own, which means something to it, stays as it is', () => {
    for (const error of [new StoreFirst(), new NothingToSend()]) {
      expect(hostError(error, dvinci)).toBe(error);
    }
  });

  test.each([
    ...HOSTILE,
    ['n8n’s own error with a secret', () => new UserError(SECRET, { extra: { SECRET } })],
    [
      'an error of the core’s class that has turned',
      () =>
        throwing(
          ['message', 'fullMessage'],
          new VendorAuthError({ code: 'timeout', vendor: 'x', message: 'x' }),
        ),
    ],
    [
      'an error of the package’s class that has turned',
      () => throwing(['message'], new StoreFirst()),
    ],
  ] as const)('of any other shape says neutral words: %s', (_what, thrown) => {
    const told = hostError(thrown(), dvinci);
    expect(told).toBeInstanceOf(UserError);
    expect(told.message).toContain('failed for a reason that is not known');
    expect(told.cause).toBeUndefined();
    expect(inspect(told, { depth: 10, showHidden: true })).not.toContain(SECRET);
  });

  test.each([...HOSTILE])(
    'of any shape is not taken for the end of a store step: %s',
    (_what, thrown) => {
      expect(isNothingToSend(thrown())).toBe(false);
    },
  );
});
