import { dvinci, eggplantDai, fieldsOf, type FieldName, type Vendor } from '../../../core';
import { checkField } from '../../../node-red/editor/browser/field-check';

/** Says which text was asked for, and the core's own sentence in it. */
const words = (key: string, values: Record<string, string | number> = {}) =>
  `${key}: ${values['problem']}`;

const check = (vendor: Vendor, name: FieldName, typed: string | boolean) =>
  checkField(
    fieldsOf(vendor).find((field) => field.name === name)!,
    typed,
    words,
  );

describe('what is typed into the dialog', () => {
  test('is checked by the core’s own rules', () => {
    expect(check(dvinci, 'baseUrl', 'ftp://x').problem).toMatch(
      /^problem.baseUrl: Base URL must begin with https:/,
    );
    expect(check(dvinci, 'baseUrl', 'https://x.example/login').problem).toMatch(/has the path/);
    expect(check(dvinci, 'baseUrl', 'https://x.example')).toEqual({});
  });

  test('is repaired where the mistake is unmistakable', () => {
    expect(check(dvinci, 'baseUrl', 'https://x.example/')).toEqual({
      repaired: 'https://x.example',
    });
    expect(check(dvinci, 'clientSecret', ' secret\n')).toEqual({ repaired: 'secret' });
  });

  test('is missing when a required field is empty, in words of its own', () => {
    expect(check(dvinci, 'clientId', ' ').problem).toMatch(/^problem.missing: /);
  });

  test('is too long in words of its own, also if it is blank', () => {
    expect(check(dvinci, 'clientSecret', 'x'.repeat(65_537)).problem).toBe(
      'problem.tooLong: API Token is longer than 65536 characters.',
    );
    expect(check(dvinci, 'clientId', ' '.repeat(8_193)).problem).toMatch(/^problem.tooLong: /);
  });

  test('may be empty where nothing is required', () => {
    expect(check(eggplantDai, 'tokenUrl', '')).toEqual({});
  });

  test('is left alone where a saved secret or an environment variable stands', () => {
    expect(check(dvinci, 'clientSecret', '__PWRD__')).toEqual({});
    expect(check(dvinci, 'baseUrl', '${DVINCI_URL}')).toEqual({});
    expect(check(dvinci, 'baseUrl', '$(DVINCI_URL)')).toEqual({});
  });

  test('may be a box that is ticked or not', () => {
    expect(check(dvinci, 'allowUnauthorizedCerts', true)).toEqual({});
    expect(check(dvinci, 'allowUnauthorizedCerts', false)).toEqual({});
  });
});
