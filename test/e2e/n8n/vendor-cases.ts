import type { Sandbox, SandboxVendor } from '../../../sandbox';

/** A vendor of the sandbox with one way to log in, and the credential type that serves it. */
export interface VendorCase {
  /** Short and unique: part of credential and workflow names. */
  id: string;
  vendor: SandboxVendor;
  credentialType: string;
  /** Whether there is a token endpoint; Agility's access tokens are static. */
  requestsTokens: boolean;
  /** The field with the secret, and the one that is right at the start. */
  secretField: 'clientSecret' | 'accessToken';
  firstSecret: string;
  /** What people call the secret; a sentence about a wrong one uses the word. */
  secretName: string;
  /** Secrets that the vendor accepts at the same time. */
  twoSecrets: readonly [string, string];
  /** The credential's fields; verification of TLS is always on. */
  fields(secret?: string): Record<string, unknown>;
}

/** Every vendor and login, in the order of the report. */
export function vendorCases(sandbox: Sandbox): VendorCase[] {
  const { vendors } = sandbox;
  const dai = vendors['eggplant-dai'];
  const ddi = vendors['ddi-central'];
  const fifth = vendors['client-credentials'];
  const { agility, dvinci } = vendors;
  return [
    clientCase('eggplant-dai', dai, 'eggplantDaiApi', { login: 'keycloak' }),
    clientCase('eggplant-dai-public', dai, 'eggplantDaiApi', { login: 'publicApi' }),
    clientCase('ddi-central', ddi, 'ddiCentralApi', { caCertificate: ddi.caCertificate }),
    clientCase('dvinci', dvinci, 'dvinciApi', {}),
    {
      id: 'agility',
      vendor: agility,
      credentialType: 'agilityApi',
      requestsTokens: false,
      secretField: 'accessToken',
      firstSecret: agility.accessToken,
      secretName: 'access token',
      twoSecrets: [agility.accessTokens.member, agility.accessTokens.otherMember],
      fields: (secret = agility.accessToken) => ({
        baseUrl: agility.baseUrl,
        accessToken: secret,
      }),
    },
    clientCase('client-credentials', fifth, 'clientCredentialsApi', {
      tokenUrl: fifth.tokenUrl,
      checkPath: fifth.protectedPath,
    }),
  ];
}

function clientCase(
  id: string,
  vendor: SandboxVendor,
  credentialType: string,
  more: Record<string, unknown>,
): VendorCase {
  return {
    id,
    vendor,
    credentialType,
    requestsTokens: true,
    secretField: 'clientSecret',
    firstSecret: vendor.clientSecret,
    secretName: id === 'dvinci' ? 'API token' : 'secret',
    twoSecrets: [`first-of-two-${id}`, `second-of-two-${id}`],
    fields: (secret = vendor.clientSecret) => ({
      baseUrl: vendor.baseUrl,
      clientId: vendor.clientId,
      clientSecret: secret,
      ...more,
    }),
  };
}

/** Groups in which every vendor's server occurs once, so that its counts belong to one case. */
export function wavesOf(cases: VendorCase[]): VendorCase[][] {
  const waves: VendorCase[][] = [];
  for (const vendorCase of cases) {
    const wave = waves.find((each) => each.every(({ vendor }) => vendor !== vendorCase.vendor));
    if (wave) wave.push(vendorCase);
    else waves.push([vendorCase]);
  }
  return waves;
}
