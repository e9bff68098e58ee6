import type { Sandbox } from '../sandbox';
import type { ImportedCredential } from '../test/e2e/n8n/host';

/** Credentials for the sandbox's vendors, under the ids that the example workflows refer to. */
export function demoCredentials(sandbox: Sandbox): ImportedCredential[] {
  const { vendors } = sandbox;
  const dai = vendors['eggplant-dai'];
  const ddi = vendors['ddi-central'];
  const fifth = vendors['client-credentials'];
  const { agility, dvinci } = vendors;
  return [
    {
      id: 'vendorAuthDai001',
      name: 'Eggplant DAI',
      type: 'eggplantDaiApi',
      data: { ...clientOf(dai), login: 'keycloak', realm: dai.realm },
    },
    {
      id: 'vendorAuthDdi001',
      name: 'DDI Central',
      type: 'ddiCentralApi',
      data: { ...clientOf(ddi), caCertificate: ddi.caCertificate },
    },
    {
      id: 'vendorAuthDvin01',
      name: 'd.vinci',
      type: 'dvinciApi',
      data: clientOf(dvinci),
    },
    {
      id: 'vendorAuthAgil01',
      name: 'Digital.ai Agility',
      type: 'agilityApi',
      data: { baseUrl: agility.baseUrl, accessToken: agility.accessToken },
    },
    {
      id: 'vendorAuthClCr01',
      name: 'Example Vendor',
      type: 'clientCredentialsApi',
      data: { ...clientOf(fifth), tokenUrl: fifth.tokenUrl, checkPath: fifth.protectedPath },
    },
  ];
}

function clientOf(vendor: { baseUrl: string; clientId: string; clientSecret: string }) {
  const { baseUrl, clientId, clientSecret } = vendor;
  return { baseUrl, clientId, clientSecret };
}
