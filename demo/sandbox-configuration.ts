import { fieldsOf, findVendor, isSecretField, VENDORS } from '../core';
import { storedFields } from '../node-red/lib/stored-fields';
import type { SandboxVendor } from '../sandbox';
import type { FlowNode } from './node-red-host';

const ENCRYPTED = storedFields(VENDORS);

/** The `vendor-auth` configuration with which a sandbox vendor is used. */
export function sandboxConfiguration(vendor: SandboxVendor, id = `auth-${vendor.id}`): FlowNode {
  const login = Object.entries(vendor.login);
  return {
    id,
    type: 'vendor-auth',
    name: vendor.name,
    vendor: vendor.id,
    ...Object.fromEntries(login.filter(([name]) => !(name in ENCRYPTED))),
    version: 1,
    credentials: Object.fromEntries(login.filter(([name]) => name in ENCRYPTED)),
  };
}

/** The field of the vendor's form in which the secret of a login stands, such as `clientSecret`. */
export function secretFieldOf(vendorId: string): string {
  const vendor = findVendor(vendorId);
  const secret = vendor && fieldsOf(vendor).find((field) => field.required && isSecretField(field));
  if (secret === undefined) throw new Error(`${vendorId} has no field for a secret.`);
  return secret.name;
}

/** The login, and where the form asks for a path to try the token on, that too. */
export function testableLogin({ id, login, protectedPath }: SandboxVendor): Record<string, string> {
  const vendor = findVendor(id);
  const asks = vendor?.fields.some(({ name }) => name === 'checkPath') ?? false;
  return { ...login, ...(asks && { checkPath: protectedPath }) };
}
