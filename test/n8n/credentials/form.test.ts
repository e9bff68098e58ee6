import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import {
  clientCredentials,
  fieldsOf,
  isSecretField,
  nameInLists,
  say,
  VENDORS,
  type Field,
  type Vendor,
} from '../../../core';
import { TYPE_OPTIONS, VENDOR_OF } from '../../../nodes/vendorToken/credential-types';
import { shippedTypes } from '../support/n8n-process';

const HIDDEN = ['tokenDue', 'storedToken'];

function formOf(type: ICredentialType) {
  const vendor = VENDOR_OF[type.name] as Vendor;
  const fields = fieldsOf(vendor);
  const propertyOf = (field: Field) =>
    type.properties.find(({ name }) => name === field.name) as INodeProperties;
  return { vendor, fields, propertyOf };
}

test('any other vendor is called that in every list from which a person chooses', () => {
  const listed = 'Any other vendor (OAuth2 client credentials)';
  expect(say(nameInLists(clientCredentials))).toBe(listed);
  const others = VENDORS.filter(({ id }) => id !== clientCredentials.id).map((vendor) =>
    say(nameInLists(vendor)),
  );
  const alphabetically = (a: string, b: string) => a.localeCompare(b, 'en');
  expect(TYPE_OPTIONS.map(({ name }) => name)).toEqual([listed, ...others.sort(alphabetically)]);
  const type = shippedTypes().find(({ name }) => name === 'clientCredentialsApi');
  // n8n wants capitals, API at the end, and the word OAuth2 only where the saved type's name has it too.
  const inN8n = `${listed.replace('OAuth2 ', '')} API`;
  expect(type?.displayName.toLowerCase()).toBe(inN8n.toLowerCase());
});

test('every credential type leads to the page that its vendor’s file names', () => {
  for (const type of shippedTypes()) {
    expect(type.documentationUrl).toBe(VENDOR_OF[type.name]?.documentationUrl);
  }
  // The roots of these sites help nobody.
  for (const { documentationUrl } of VENDORS) {
    expect(new URL(documentationUrl).pathname).not.toMatch(/^\/?$/);
  }
});

test('every vendor has one credential type', () => {
  expect(shippedTypes().map(({ name }) => VENDOR_OF[name])).toEqual(VENDORS);
});

describe.each(shippedTypes().map((type) => [type.name, type] as const))('%s', (_name, type) => {
  const { vendor, fields, propertyOf } = formOf(type);

  test('has the fields of the vendor file, in its order, and the two that keep the token', () => {
    const isGrouped = ({ group }: Field) => group !== undefined;
    expect(type.properties.map(({ name }) => name)).toEqual([
      ...fields.filter((field) => !isGrouped(field)).map(({ name }) => name),
      'moreOptions',
      ...fields.filter(isGrouped).map(({ name }) => name),
      ...HIDDEN,
    ]);
  });

  test('shows labels, help and examples in the vendor file’s words', () => {
    for (const field of fields) {
      expect(propertyOf(field)).toMatchObject({
        displayName: field.label,
        description: field.help,
        ...(field.placeholder === undefined ? {} : { placeholder: field.placeholder }),
      });
      expect(propertyOf(field).required ?? false).toBe(field.required);
    }
  });

  test('hides exactly the secrets', () => {
    const hidden = fields.filter((field) => propertyOf(field).typeOptions?.password === true);
    expect(hidden).toEqual(fields.filter(isSecretField));
    expect(hidden.length).toBeGreaterThan(0);
  });

  test('offers the vendor file’s choices and defaults', () => {
    for (const field of fields) {
      const { options = [], default: preset } = propertyOf(field);
      const offered = options.map((option) => ('value' in option ? option.value : undefined));
      expect(offered).toEqual((field.choices ?? []).map(({ value }) => value));
      expect(preset).toBe(field.kind === 'flag' ? false : (field.default ?? ''));
    }
  });

  test('shows a field only while it counts', () => {
    for (const field of fields) {
      const { onlyWhen, group } = field;
      expect(propertyOf(field).displayOptions?.show).toEqual(
        onlyWhen === undefined && group === undefined
          ? undefined
          : {
              ...(group === undefined ? {} : { moreOptions: [group] }),
              ...(onlyWhen === undefined ? {} : { [onlyWhen.field]: onlyWhen.values }),
            },
      );
    }
  });

  test('keeps the token where neither the browser nor an export shows it', () => {
    const [tokenDue, storedToken] = type.properties.slice(-2);
    expect(tokenDue).toMatchObject({
      type: 'hidden',
      typeOptions: { expirable: true },
      default: '',
    });
    expect(storedToken).toMatchObject({ type: 'hidden', typeOptions: { password: true } });
  });

  test('leads to the vendor’s own page', () => {
    expect(type.documentationUrl).toBe(vendor.documentationUrl);
  });
});

test('says what d.vinci calls the fields that n8n’s editor labels in its own words', () => {
  const type = shippedTypes().find(({ name }) => name === 'dvinciApi') as ICredentialType;
  const hints = type.properties.map(({ name, hint }) => [name, hint]).filter(([, hint]) => hint);
  expect(hints).toEqual([
    ['clientId', 'd.vinci calls it API User Name'],
    ['clientSecret', 'd.vinci calls it API Token'],
  ]);
});

test('says below Check Path that without it the API is not asked', () => {
  const type = shippedTypes().find(
    ({ name }) => name === 'clientCredentialsApi',
  ) as ICredentialType;
  const checkPath = type.properties.find(({ name }) => name === 'checkPath');
  expect(checkPath?.hint).toMatch(/Without a Check Path.*does not ask the API/);
});

test.each(VENDORS.map((vendor) => [vendor.id, vendor] as const))(
  '%s asks for the Token URL, where it may stay empty, after all that is required',
  (_id, { fields }) => {
    const tokenUrl = fields.findIndex(({ name, required }) => name === 'tokenUrl' && !required);
    const last = fields.findLastIndex(({ required, advanced }) => required && !advanced);
    if (tokenUrl >= 0) expect(tokenUrl).toBeGreaterThan(last);
    else expect(fields.some(({ name, required }) => name === 'tokenUrl' && !required)).toBe(false);
  },
);
