import {
  agility,
  clientCredentials,
  ddiCentral,
  dvinci,
  eggplantDai,
  type Vendor,
} from '../../core';

/** The package's credential types, and whose credentials they hold. */
export const VENDOR_OF: Readonly<Record<string, Vendor>> = {
  eggplantDaiApi: eggplantDai,
  ddiCentralApi: ddiCentral,
  dvinciApi: dvinci,
  agilityApi: agility,
  clientCredentialsApi: clientCredentials,
};
