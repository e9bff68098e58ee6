import { fieldsOf, findVendor } from '../../../core';
import { secretFieldOf, testableLogin } from '../../../demo/sandbox-configuration';
import type { Sandbox, VendorId } from '../../../sandbox';

/** What a person with a login in hand enters into the dialog, and calls then. */
export interface Login {
  readonly vendor: VendorId;
  readonly name: string;
  /** Fields of the dialog, in an order in which a person would fill them. */
  readonly fields: Readonly<Record<string, string>>;
  /** Which of the fields is the secret. */
  readonly secretField: string;
  /** A call of the API, relative to the base URL. */
  readonly path: string;
}

/** The logins of the sandbox, as its vendors' products would show them. */
export function loginsOf({ vendors }: Sandbox): Login[] {
  return Object.values(vendors).map((vendor) => ({
    vendor: vendor.id,
    name: vendor.name,
    fields: inDialogOf(vendor.id, testableLogin(vendor)),
    secretField: secretFieldOf(vendor.id),
    path: vendor.protectedPath,
  }));
}

/** What the form does not hold already, and no certificate, which a person can take from the dialog's Test. */
function inDialogOf(id: VendorId, login: Readonly<Record<string, string>>): Record<string, string> {
  const fields = fieldsOf(findVendor(id)!);
  const isTyped = (name: string, value: string) =>
    name !== 'caCertificate' && fields.find((field) => field.name === name)?.default !== value;
  return Object.fromEntries(Object.entries(login).filter(([name, value]) => isTyped(name, value)));
}
