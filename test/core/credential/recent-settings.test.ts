import { RecentSettings, VENDORS, type Field, type Vendor } from '../../../core';
import { fieldsOf } from '../../../core/vendor/vendor-words';
import { credential, settingsOf, type VendorId } from '../support/credentials';

/** The fields of every vendor's form, each by itself. */
const ALL_FIELDS = VENDORS.flatMap((vendor) =>
  fieldsOf(vendor).map((field): [string, string, Vendor, Field] => [
    vendor.id,
    field.name,
    vendor,
    field,
  ]),
);

const of = (recent: RecentSettings, vendor: Vendor, raw: Record<string, unknown>) => {
  try {
    return recent.of(vendor, raw);
  } catch (error) {
    return error;
  }
};

describe.each(VENDORS.map((vendor): [string, Vendor] => [vendor.id, vendor]))(
  'the settings that %s was given last',
  (id, vendor) => {
    const fields = (): Record<string, unknown> => credential(id as VendorId);

    test('are those of a check', () => {
      expect(new RecentSettings().of(vendor, fields()).identity).toBe(
        settingsOf(id as VendorId).identity,
      );
    });

    test('are the same as long as the fields are', () => {
      const recent = new RecentSettings();
      const settings = recent.of(vendor, fields());
      expect(recent.of(vendor, { ...fields(), storedToken: 'no field' })).toBe(settings);
    });

    test('are checked again when the host changes what it handed over', () => {
      const recent = new RecentSettings();
      const raw = fields();
      const settings = recent.of(vendor, raw);
      raw['allowedOrigins'] = 'https://files.example.com';
      expect(recent.of(vendor, raw)).not.toBe(settings);
    });

    test('do not outlive a refusal', () => {
      const recent = new RecentSettings();
      const settings = recent.of(vendor, fields());
      expect(() => recent.of(vendor, { ...fields(), baseUrl: '' })).toThrow();
      expect(recent.of(vendor, fields())).toBe(settings);
      expect(() => recent.of(vendor, { ...fields(), baseUrl: '' })).toThrow();
    });
  },
);

test.each(ALL_FIELDS)('another value of %s’s %s is checked anew', (id, name, vendor) => {
  const recent = new RecentSettings();
  const raw = credential(id as VendorId);
  const before = of(recent, vendor, raw);
  expect(of(recent, vendor, { ...raw, [name]: 'https://another.example.com' })).not.toBe(before);
  expect(of(recent, vendor, { ...raw, [name]: false })).not.toBe(before);
  expect(of(recent, vendor, raw)).toBe(of(recent, vendor, { ...raw }));
});

test('a structure is checked each time, since somebody may have changed it meanwhile', () => {
  const vendor = VENDORS.find(({ id }) => id === 'client-credentials')!;
  const recent = new RecentSettings();
  const extraParameters = { audience: 'one' };
  const raw = { ...credential('client-credentials'), extraParameters };
  const before = recent.of(vendor, raw);
  extraParameters.audience = 'another';
  expect(recent.of(vendor, raw).identity).not.toBe(before.identity);
});

test('vendors do not share what they were given', () => {
  const recent = new RecentSettings();
  const [one, other] = ['dvinci', 'ddi-central'] as const;
  const raw = { ...credential('dvinci'), baseUrl: 'https://acme.example.com' };
  const vendorOf = (id: string) => VENDORS.find((vendor) => vendor.id === id)!;
  expect(recent.of(vendorOf(one), raw).vendor.id).toBe(one);
  expect(recent.of(vendorOf(other), raw).vendor.id).toBe(other);
});
