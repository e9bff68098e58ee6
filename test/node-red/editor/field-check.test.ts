import { clientCredentials, dvinci, eggplantDai, fieldsOf, say, type Vendor } from '../../../core';
import { checkField } from '../../../node-red/editor/browser/field-check';

const check = (
  vendor: Vendor,
  name: string,
  typed: string | boolean,
  others: Readonly<Record<string, string>> = {},
) => {
  const field = fieldsOf(vendor).find((candidate) => candidate.name === name)!;
  const { problem, ...rest } = checkField(vendor, field, typed, (other) => others[other] ?? '');
  return problem === undefined ? rest : { ...rest, problem: say(problem), key: problem.key };
};

describe('what is typed into the dialog', () => {
  test('is checked by the core’s own rules', () => {
    expect(check(dvinci, 'baseUrl', 'ftp://x')).toMatchObject({
      key: 'field.noSchemeExample',
      problem: expect.stringMatching(/^Base URL must begin with https:/),
    });
    expect(check(dvinci, 'baseUrl', 'https://x.example/login')).toMatchObject({
      problem: expect.stringMatching(/has the path/),
    });
    expect(check(dvinci, 'baseUrl', 'https://x.example')).toEqual({});
  });

  test('is repaired where the mistake is unmistakable', () => {
    expect(check(dvinci, 'baseUrl', 'https://x.example/')).toEqual({
      repaired: 'https://x.example',
    });
    expect(check(dvinci, 'clientSecret', ' secret\n')).toEqual({ repaired: 'secret' });
  });

  test('is missing when a required field is empty, in words of its own', () => {
    expect(check(dvinci, 'clientId', ' ')).toMatchObject({ key: 'field.missing' });
  });

  test('is too long in words of its own, also if it is blank', () => {
    expect(check(dvinci, 'clientSecret', 'x'.repeat(65_537))).toMatchObject({
      key: 'field.tooLong',
    });
    expect(check(dvinci, 'clientId', ' '.repeat(8_193))).toMatchObject({ key: 'field.tooLong' });
  });

  test('may be empty where nothing is required', () => {
    expect(check(eggplantDai, 'tokenUrl', '')).toEqual({});
  });

  test('may be empty where another field that stands for it holds something', () => {
    expect(check(clientCredentials, 'clientId', '')).toMatchObject({ key: 'field.missing' });
    const { optionalWith = [] } = clientCredentials.fields.find(({ name }) => name === 'clientId')!;
    expect(optionalWith.length).toBeGreaterThan(0);
    for (const name of optionalWith) {
      expect(check(clientCredentials, 'clientId', '', { [name]: '__PWRD__' })).toEqual({});
    }
  });

  test('is left alone where a saved secret or an environment variable stands', () => {
    expect(check(dvinci, 'clientSecret', '__PWRD__')).toEqual({});
    for (const name of ['privateKey', 'secretParameters', 'apiHeaders', 'clientKey']) {
      expect(check(clientCredentials, name, '__PWRD__')).toEqual({});
    }
    expect(check(dvinci, 'baseUrl', '${DVINCI_URL}')).toEqual({});
    expect(check(dvinci, 'baseUrl', '$(DVINCI_URL)')).toEqual({});
  });

  test('may be a box that is ticked or not', () => {
    expect(check(dvinci, 'allowUnauthorizedCerts', true)).toEqual({});
    expect(check(dvinci, 'allowUnauthorizedCerts', false)).toEqual({});
  });
});
