import { invalidFields, type FieldSentence } from '../base/errors';
import type { TlsOptions } from '../base/ports';
import { sentences, type Sentence } from '../base/sentence';
import type { AccessTokenPlan } from '../endpoint/access-token-plan';
import { checkClientCertificate } from '../capabilities/client-certificate';
import { originsOf } from '../fields/addresses';
import { cleanField } from '../fields/clean-field';
import { secretsIn } from '../fields/field-secrets';
import { isFieldRequired, isFieldShown } from '../fields/field';
import type { FieldValues, RejectionSigns, TestCall, Vendor } from '../vendor/vendor';
import { fieldByName, fieldsOf, fieldToClean, labelByName, labelOf } from '../vendor/vendor-words';
import { findVendor, VENDORS } from '../vendors';
import { identityOf } from './identity';

/** A credential that has been checked, and all that follows from its fields. */
export interface Settings {
  readonly vendor: Vendor;
  readonly values: FieldValues;
  readonly baseUrl: string;
  readonly plan: AccessTokenPlan;
  readonly testCall: TestCall | undefined;
  /** See `Vendor.apiPlaces`. None if the API stands at the base URL itself. */
  readonly apiPlaces: readonly string[];
  /** What every request to the vendor's API carries unless the user set it. Names in lower case. */
  readonly apiHeaders: Readonly<Record<string, string>>;
  readonly rejectionSigns: RejectionSigns;
  readonly tls: TlsOptions;
  /** The origins that may get the token: that of the base URL first (rule T12). */
  readonly allowedOrigins: readonly string[];
  /** Equal for two credentials exactly if they may share a token (rule T2). */
  readonly identity: string;
  /** What was put right in the fields, a sentence each that begins with the field's label. */
  readonly repairs: readonly Sentence[];
}

export interface HostSettings {
  /** See `TlsOptions.hostOptionsKey`. */
  readonly hostOptionsKey?: string;
}

const SAY = sentences('settings', {
  vendor: 'Vendor',
  vendorMissing: 'Vendor is missing. Choose one of __known__.',
  vendorUnknown: 'Vendor “__vendor__” is not known. Choose one of __known__.',
});

/** What forms call the choice of a vendor. */
export const vendorLabel = SAY.vendor;

/**
 * Checks a credential as the host holds it, before anything is sent. Fields that are missing from
 * `raw` count as empty; members that are no field are ignored.
 *
 * @throws {VendorAuthError} `invalid-settings`, with a problem for every field that is wrong.
 */
export function checkSettings(
  vendorId: unknown,
  raw: Readonly<Record<string, unknown>>,
  host: HostSettings = {},
): Settings {
  const vendor = findVendor(vendorId);
  if (vendor === undefined) throw unknownVendor(vendorId);
  const { cleaned, problems, repairs, secrets } = cleanFields(vendor, raw);
  const text = (name: string): string => cleaned.get(name) ?? '';
  const values: FieldValues = { baseUrl: text('baseUrl'), text };
  if (problems.length === 0) {
    const hasHostTls = host.hostOptionsKey !== undefined;
    const ofVendor = vendor.checkFields?.(values) ?? [];
    for (const found of [...checkClientCertificate(values, hasHostTls), ...ofVendor]) {
      const { field, message, isRepaired } = found;
      if (isRepaired) repairs.push(message);
      else problems.push({ field, label: labelByName(vendor, field), message });
    }
  }
  if (problems.length > 0) throw invalidFields(vendor.id, problems);

  const plan = withSecrets(vendor.accessTokenPlan(values), secrets);
  const tls: TlsOptions = {
    ...given('caCertificate', text('caCertificate')),
    // Without its key, a certificate is no use to a connection.
    ...(text('clientKey') === '' ? {} : given('clientCertificate', text('clientCertificate'))),
    ...given('clientKey', text('clientKey')),
    allowUnauthorizedCerts: text('allowUnauthorizedCerts') === 'true',
    ...(host.hostOptionsKey === undefined ? {} : { hostOptionsKey: host.hostOptionsKey }),
  };
  return {
    vendor,
    values,
    baseUrl: values.baseUrl,
    plan,
    testCall: vendor.testCall(values),
    apiPlaces: vendor.apiPlaces?.(values) ?? [],
    apiHeaders: inLowerCase(vendor.apiHeaders?.(values) ?? {}),
    rejectionSigns: vendor.rejectionSigns?.(values) ?? { statuses: [], body: '' },
    tls,
    allowedOrigins: [new URL(values.baseUrl).origin, ...originsOf(text('allowedOrigins'))],
    identity: identityOf(vendor.id, plan, tls),
    repairs,
  };
}

function cleanFields(vendor: Vendor, raw: Readonly<Record<string, unknown>>) {
  const cleaned = new Map<string, string>();
  const problems: FieldSentence[] = [];
  const repairs: Sentence[] = [];
  const secrets: string[] = [];
  const typed = (name: string) => typedText(vendor, name, raw);
  for (const field of fieldsOf(vendor)) {
    if (!isFieldShown(field, typed)) continue;
    const asked = { ...field, required: isFieldRequired(field, typed) };
    const result = cleanField(fieldToClean(vendor, asked), raw[field.name]);
    if (!result.ok) {
      const label = labelOf(vendor, field);
      problems.push({ field: field.name, label, message: result.problem });
      continue;
    }
    cleaned.set(field.name, result.value);
    secrets.push(...secretsIn(field, result.value));
    if (result.repaired !== undefined) repairs.push(result.repaired);
  }
  return { cleaned, problems, repairs, secrets };
}

/** What stands in another field, as far as it decides about this one. */
function typedText(vendor: Vendor, name: string, raw: Readonly<Record<string, unknown>>): string {
  const field = fieldByName(vendor, name);
  if (field === undefined) return '';
  const cleaned = cleanField(fieldToClean(vendor, { ...field, required: false }), raw[name]);
  return cleaned.ok ? cleaned.value : '';
}

/** Adds what every secret field holds, also those that the plan does not send (rule T11). */
function withSecrets(plan: AccessTokenPlan, secrets: readonly string[]): AccessTokenPlan {
  return { ...plan, secrets: [...new Set([...plan.secrets, ...secrets])] };
}

function given<Name extends string>(name: Name, value: string): { [Key in Name]?: string } {
  return (value === '' ? {} : { [name]: value }) as { [Key in Name]?: string };
}

function inLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function unknownVendor(vendorId: unknown) {
  const known = VENDORS.map((vendor) => vendor.id).join(', ');
  const message =
    typeof vendorId === 'string' && vendorId !== ''
      ? SAY.vendorUnknown({ vendor: vendorId.slice(0, 40), known })
      : SAY.vendorMissing({ known });
  return invalidFields('', [{ field: 'vendor', label: vendorLabel(), message }]);
}
