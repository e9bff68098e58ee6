import type { INodeCredentialDescription, INodePropertyOptions } from 'n8n-workflow';
import {
  agility,
  clientCredentials,
  ddiCentral,
  dvinci,
  eggplantDai,
  nameInLists,
  say,
  type Vendor,
} from '../../core';

/** The package's credential types, and whose credentials they hold: one line for each vendor. */
export const VENDOR_OF: Readonly<Record<string, Vendor>> = {
  eggplantDaiApi: eggplantDai,
  ddiCentralApi: ddiCentral,
  dvinciApi: dvinci,
  agilityApi: agility,
  clientCredentialsApi: clientCredentials,
};

/** The vendor whose credentials a type holds, or undefined if it is none of the package's. */
export function vendorOfType(type: unknown): Vendor | undefined {
  return typeof type === 'string' && Object.hasOwn(VENDOR_OF, type) ? VENDOR_OF[type] : undefined;
}

/** The types from which a person chooses, by name. */
export const TYPE_OPTIONS: INodePropertyOptions[] = Object.entries(VENDOR_OF)
  .map(([value, vendor]) => ({ name: say(nameInLists(vendor)), value }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));

/** A credential of the type that was chosen. */
export const CREDENTIALS: INodeCredentialDescription[] = Object.keys(VENDOR_OF).map((name) => ({
  name,
  required: true,
  displayOptions: { show: { credentialType: [name] } },
}));
