import { cleanField } from './clean-field';
import { VendorAuthError, type FieldProblem } from './errors';
import { COMMON_FIELDS, isFieldShown, type Field, type FieldName } from './fields';
import { identityOf } from './identity';
import type { TlsOptions } from './ports';
import type { AccessTokenPlan, FieldValues, TestCall, Vendor } from './vendor';
import { findVendor, VENDORS } from './vendors';

/** A credential that has been checked, and all that follows from its fields. */
export interface Settings {
  readonly vendor: Vendor;
  readonly values: FieldValues;
  readonly baseUrl: string;
  readonly plan: AccessTokenPlan;
  readonly testCall: TestCall | undefined;
  readonly tls: TlsOptions;
  /** The origins that may get the token: that of the base URL first (rule T12). */
  readonly allowedOrigins: readonly string[];
  /** Equal for two credentials exactly if they may share a token (rule T2). */
  readonly identity: string;
  /** What was put right in the fields, a sentence each that begins with the field's label. */
  readonly repairs: readonly string[];
}

export interface HostSettings {
  /** See `TlsOptions.hostOptionsKey`. */
  readonly hostOptionsKey?: string;
}

/** A vendor's own fields and those that every vendor has, in the order of the form. */
export function fieldsOf(vendor: Vendor): readonly Field[] {
  return [...vendor.fields, ...COMMON_FIELDS];
}

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
  const { cleaned, problems, repairs } = cleanFields(vendor, raw);
  const text = (name: FieldName): string => cleaned.get(name) ?? '';
  const values: FieldValues = { baseUrl: text('baseUrl'), text };
  if (problems.length === 0) problems.push(...(vendor.checkFields?.(values) ?? []));
  if (problems.length > 0) throw invalidSettings(vendor, problems);

  const plan = vendor.accessTokenPlan(values);
  const caCertificate = text('caCertificate');
  const tls: TlsOptions = {
    ...(caCertificate === '' ? {} : { caCertificate }),
    allowUnauthorizedCerts: text('allowUnauthorizedCerts') === 'true',
    ...(host.hostOptionsKey === undefined ? {} : { hostOptionsKey: host.hostOptionsKey }),
  };
  const listed = text('allowedOrigins')
    .split(' ')
    .filter((origin) => origin !== '');
  return {
    vendor,
    values,
    baseUrl: values.baseUrl,
    plan,
    testCall: vendor.testCall(values),
    tls,
    allowedOrigins: [new URL(values.baseUrl).origin, ...listed],
    identity: identityOf(vendor.id, plan, tls),
    repairs,
  };
}

/** The problem of one field as somebody types, or undefined if there is none. */
export function fieldProblem(field: Field, raw: unknown): FieldProblem | undefined {
  const cleaned = cleanField(field, raw);
  if (cleaned.ok) return undefined;
  return { field: field.name, label: field.label, message: cleaned.message };
}

function cleanFields(vendor: Vendor, raw: Readonly<Record<string, unknown>>) {
  const cleaned = new Map<FieldName, string>();
  const problems: FieldProblem[] = [];
  const repairs: string[] = [];
  for (const field of fieldsOf(vendor)) {
    // A field comes after the one it depends on, so that one's value is known by now.
    if (!isFieldShown(field, (name) => cleaned.get(name) ?? '')) continue;
    const result = cleanField(field, raw[field.name]);
    if (!result.ok) {
      problems.push({ field: field.name, label: field.label, message: result.message });
      continue;
    }
    cleaned.set(field.name, result.value);
    if (result.repaired !== undefined) repairs.push(result.repaired);
  }
  return { cleaned, problems, repairs };
}

function invalidSettings(vendor: Vendor, problems: readonly FieldProblem[]): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: vendor.id,
    message: problems.map((problem) => problem.message).join(' '),
    problems,
  });
}

function unknownVendor(vendorId: unknown): VendorAuthError {
  const known = VENDORS.map((vendor) => vendor.id).join(', ');
  const named =
    typeof vendorId === 'string' && vendorId !== ''
      ? `“${vendorId.slice(0, 40)}” is not known`
      : 'is missing';
  const message = `Vendor ${named}. Choose one of ${known}.`;
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message,
    problems: [{ field: 'vendor', label: 'Vendor', message }],
  });
}
