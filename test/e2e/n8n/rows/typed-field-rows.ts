import { type Check, equal, exactly } from '../../support/checks';
import type { ImportedCredential } from '../host';
import type { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import type { StoredCredential } from '../workflows';
import { echoUrl } from './row';

export const TYPED_FIELDS_TITLE =
  'Allowed Domains, expressions and external values in fields: kept as they were typed';

/** The secrets that credentials take from outside n8n, and how n8n gets to know them. */
export const EXTERNAL_SECRET = 'external-secret-of-the-environment';
const SECRET_VARIABLE = 'VENDOR_AUTH_E2E_SECRET';
const ACCESS_TOKEN_VARIABLE = 'VENDOR_AUTH_E2E_ACCESS_TOKEN';

/** Environment of the n8n server in which `typedFields` resolve. */
export function externalValues(cases: VendorCase[]): NodeJS.ProcessEnv {
  const accessToken = cases.find((each) => !each.requestsTokens)?.firstSecret ?? '';
  return {
    N8N_BLOCK_ENV_ACCESS_IN_NODE: 'false',
    [SECRET_VARIABLE]: EXTERNAL_SECRET,
    [ACCESS_TOKEN_VARIABLE]: accessToken,
  };
}

export interface TypedCredential {
  credential: StoredCredential;
  fields: Record<string, unknown>;
  checks: Check[];
}

/** Saves a credential full of expressions and makes n8n store a token in it. */
export async function useTypedFields(
  stage: Stage,
  vendorCase: VendorCase,
): Promise<TypedCredential> {
  const { vendor } = vendorCase;
  stage.freshSecret(vendorCase);
  if (vendorCase.requestsTokens) vendor.set({ clientSecret: EXTERNAL_SECRET });
  const variable = vendorCase.requestsTokens ? SECRET_VARIABLE : ACCESS_TOKEN_VARIABLE;
  const fields = {
    ...vendorCase.fields(),
    baseUrl: `={{ ["${vendor.baseUrl}"].join() }}`,
    [vendorCase.secretField]: `={{ $env.${variable} }}`,
    allowedHttpRequestDomains: 'domains',
    allowedDomains: '127.0.0.1, *.example.com',
  };
  const credential = await stage.credential(vendorCase, fields);
  let succeeded = 0;
  const seen = await stage.traffic(vendorCase, async () => {
    const outcome = await stage.run([{ name: 'Call', credential, url: echoUrl(vendorCase) }], 10);
    succeeded = outcome.succeeded('Call');
  });
  return {
    credential,
    fields,
    checks: [
      exactly('token requests', vendorCase.requestsTokens ? 1 : 0, seen.tokenRequests),
      exactly('items that succeed', 10, succeeded),
    ],
  };
}

/** Compares what n8n has stored by now with what was typed. */
export function keptAsTyped(typed: TypedCredential, exported: ImportedCredential[]): Check[] {
  const stored = exported.find(({ id }) => id === typed.credential.id)?.data ?? {};
  const changed = Object.entries(typed.fields)
    .filter(([name, value]) => stored[name] !== value)
    .map(([name]) => name);
  return [...typed.checks, equal('fields that changed', 'none', changed.join(', ') || 'none')];
}
