import { fieldsOf, findVendor } from '../core';
import type { Sandbox } from '../sandbox';

/** An example workflow, whose addresses are those that the forms show as examples, at that sandbox. */
export function atSandbox(workflow: string, { vendors }: Sandbox): string {
  return Object.values(vendors).reduce(
    (text, { id, baseUrl }) => text.replaceAll(exampleAddress(id), baseUrl),
    workflow,
  );
}

/** The base URL that stands in the examples for a vendor. */
export function exampleAddress(vendorId: string): string {
  const vendor = findVendor(vendorId);
  const address = vendor && fieldsOf(vendor).find(({ name }) => name === 'baseUrl')?.placeholder;
  if (address === undefined) throw new Error(`The base URL of ${vendorId} has no example.`);
  return address;
}
