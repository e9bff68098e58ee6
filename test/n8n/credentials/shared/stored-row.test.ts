import type { StoredToken } from '../../../../core';
import { parseRow, serializeRow } from '../../../../credentials/shared/stored-row';

const token: StoredToken = {
  identity: 'i',
  accessToken: 't',
  storedAtMs: 1,
  expiresAtMs: 2,
  lifetimeSeconds: 3,
};

describe('a stored row', () => {
  test.each([{ token }, { forgetMark: 'm' }, { token, forgetMark: 'm' }])(
    'is read as it was written: %j',
    (row) => {
      expect(parseRow(serializeRow(row))).toEqual({
        token: undefined,
        forgetMark: undefined,
        ...row,
      });
    },
  );

  test.each([undefined, '', 'no JSON', '[]', 'null', '{"forgetMark":7}', 7])(
    'is empty when it is %j',
    (text) => {
      expect(parseRow(text)).toEqual({ token: undefined, forgetMark: undefined });
    },
  );
});
