import { fieldByName, findVendor, VENDORS } from '../../../core';
import { typeOfVendor } from '../../../demo/n8n-credentials';
import { secretFieldOf, testableLogin } from '../../../demo/sandbox-configuration';
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
  secretField: string;
  firstSecret: string;
  /** What the form calls the secret; a sentence about a wrong one uses the word. */
  secretName: string;
  /** Secrets that the vendor accepts at the same time. */
  twoSecrets: readonly [string, string];
  /** The credential's fields; verification of TLS is always on. */
  fields(secret?: string): Record<string, unknown>;
}

/** Which vendors and logins there are, in the order of the report. */
export const CASE_IDS: readonly string[] = VENDORS.flatMap(({ id }) =>
  id === 'eggplant-dai' ? [id, 'eggplant-dai-public'] : [id],
);

/** Every vendor and login, in the order of the report. */
export function vendorCases({ vendors }: Sandbox): VendorCase[] {
  return CASE_IDS.map((id) => {
    if (id === 'eggplant-dai-public') {
      return vendorCase(id, vendors['eggplant-dai'], { login: 'publicApi' });
    }
    const vendor = Object.values(vendors).find((one) => one.id === id);
    if (vendor === undefined) throw new Error(`Write sandbox/vendors/${id}.ts, for the sandbox.`);
    return vendorCase(id, vendor, {});
  });
}

function vendorCase(id: string, vendor: SandboxVendor, more: Record<string, string>): VendorCase {
  const secretField = secretFieldOf(vendor.id);
  const firstSecret = vendor.login[secretField] ?? '';
  const isStatic = 'accessTokens' in vendor;
  return {
    id,
    vendor,
    credentialType: typeOfVendor(vendor.id),
    requestsTokens: !isStatic,
    secretField,
    firstSecret,
    secretName: wordOf(vendor.id, secretField),
    twoSecrets: isStatic
      ? [vendor.accessTokens.member, vendor.accessTokens.otherMember]
      : [`first-of-two-${id}`, `second-of-two-${id}`],
    fields: (secret = firstSecret) => ({
      ...testableLogin(vendor),
      [secretField]: secret,
      ...more,
    }),
  };
}

/** The label of the field, which a sentence about a wrong secret repeats; of Client Secret, the second word. */
function wordOf(vendorId: string, fieldName: string): string {
  const vendor = findVendor(vendorId);
  const field = vendor && fieldByName(vendor, fieldName);
  if (field === undefined) throw new Error(`${vendorId} has no field ${fieldName}.`);
  return field.label.replace(/^Client /, '');
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
