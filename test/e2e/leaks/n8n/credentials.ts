import { typeOfVendor } from '../../../../demo/n8n-credentials';
import type { ImportedCredential } from '../../n8n/host';
import type { StoredCredential } from '../../n8n/workflows';
import type { EchoingVendor } from '../echoing-vendor';
import type { Canary, Plan } from '../plans';

export function credentialOf({ id, vehicle }: Plan): StoredCredential {
  return { id: `leak-${id}`, name: `login ${id}`, type: typeOfVendor(vehicle.vendor) };
}

/** The login of a plan, as n8n imports it. */
export function importedCredential(plan: Plan, vendor: EchoingVendor): ImportedCredential {
  const { fields, secrets } = vendor.login(plan);
  return { ...credentialOf(plan), data: { ...fields, ...secrets } };
}

/** A credential that nobody uses: its name and client id are no secrets, and n8n shows them. */
export function canaryCredential({ id, quoting, text }: Canary): ImportedCredential {
  const quoted = quoting.quote(text);
  return {
    id: `named-${id}`,
    name: `login ${quoted}`,
    type: typeOfVendor('dvinci'),
    data: {
      baseUrl: 'http://127.0.0.1:9',
      clientId: quoted,
      clientSecret: 'unused-secret-of-a-canary',
    },
  };
}
