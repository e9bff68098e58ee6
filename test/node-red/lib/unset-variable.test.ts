import type { VendorAuthError } from '../../../core';
import { assertVariablesSet } from '../../../node-red/lib/unset-variable';
import { withVariables } from '../../../node-red/lib/variable-name';
import { credential } from '../../core/support/credentials';

function problemOf(vendor: string, fields: Record<string, unknown>): VendorAuthError | undefined {
  try {
    const unset = new Map(
      Object.entries(fields).flatMap(([name, value]) => {
        const found = withVariables(String(value), () => undefined).unset;
        return found === undefined ? [] : [[name, found] as const];
      }),
    );
    assertVariablesSet(vendor, fields, unset);
    return undefined;
  } catch (error) {
    return error as VendorAuthError;
  }
}

describe('a field that stands for an environment variable', () => {
  test('which is not set is a problem of that field, and names the variable', () => {
    const fields = credential('dvinci', { clientId: '${ID}', clientSecret: '$(SECRET)' });
    const error = problemOf('dvinci', fields);

    expect(error).toMatchObject({ code: 'invalid-settings', vendor: 'dvinci' });
    expect(error?.problems.map(({ field, message }) => [field, message])).toEqual([
      ['clientId', expect.stringContaining('the environment variable ID, which is not set')],
      [
        'clientSecret',
        expect.stringContaining('the environment variable SECRET, which is not set'),
      ],
    ]);
  });

  test('is told with the beginning of a name that fills the screen', () => {
    const fields = credential('dvinci', { clientSecret: `\${${'X'.repeat(1_000)}}` });
    const message = problemOf('dvinci', fields)?.message ?? '';
    expect(message).toContain(`${'X'.repeat(100)}…`);
    expect(message.length).toBeLessThan(250);
  });

  test.each(['a${X}', '${X}b', 'https://${X}:8000', '${X}${Y}', '{${X}}'])(
    'is also one that is a part of %s',
    (text) => {
      expect(
        problemOf('dvinci', credential('dvinci', { clientId: text, clientSecret: text }))?.problems,
      ).toMatchObject([
        { field: 'clientId', message: expect.stringContaining('variable X, which is not set') },
        // It may be a part of the secret itself.
        { field: 'clientSecret', message: expect.stringContaining('variable …, which is not set') },
      ]);
    },
  );

  test.each(['${}', '$X', '${a b}', '$()', 'a$(X)', '${X)', '${a{b}'])(
    'is not one that reads %s, which Node-RED leaves as it is',
    (clientSecret) => {
      expect(problemOf('dvinci', credential('dvinci', { clientSecret }))).toBeUndefined();
    },
  );

  test('does not matter where the field is not used', () => {
    const fields = { login: 'publicApi', realm: '${REALM}' };
    expect(problemOf('eggplant-dai', credential('eggplant-dai', fields))).toBeUndefined();
    const used = { ...fields, login: 'keycloak' };
    expect(problemOf('eggplant-dai', credential('eggplant-dai', used))).toBeDefined();
  });

  test('is left to others where the vendor is not known', () => {
    expect(problemOf('acme', { clientSecret: '${X}' })).toBeUndefined();
  });
});
