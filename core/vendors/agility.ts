import { isRecord } from '../body';
import type { ApiAnswer, TestFinding, Vendor } from '../vendor';

const NEW_GRANT_HINT =
  'Its grant was probably revoked. In Agility, create a new one under your member’s Applications and enter its access token.';

/** For an answer that is none of Agility's. */
export const CHECK_BASE_URL =
  'Check Base URL: it should be the address at which you open Agility, with your instance.';

/** The part of an address at which one of Agility's APIs begins. */
const API_PART = /^(?:rest-1\.[a-z0-9.]+|query\.v1|api)$/i;

/**
 * Digital.ai Agility, formerly VersionOne, https://docs.digital.ai (Access Token Authentication, 24.3):
 * a static access token per grant, which never expires and can be revoked. Answers are XML unless
 * `Accept: application/json` asks otherwise, and a User-Agent of its own is asked for.
 */
export const agility: Vendor = {
  id: 'agility',
  productName: 'Digital.ai Agility',
  summary: 'Static access tokens for the Digital.ai Agility API, and revoking their grants.',
  documentationUrl:
    'https://docs.digital.ai/agility/docs/developerlibrary/access-token-authentication',
  fields: [
    {
      name: 'baseUrl',
      label: 'Base URL',
      kind: 'baseUrl',
      help: 'The address at which you open Agility, with the name of your instance.',
      placeholder: 'https://www14.v1host.com/YourCompany',
      required: true,
      pathAllowed: true,
    },
    {
      name: 'accessToken',
      label: 'Access Token',
      kind: 'token',
      help: 'In Agility, your member’s Applications > add a Personal application > create a grant of the type Access Token. It is shown once.',
      placeholder: '1.vlog8vBO7ZZQZQD7ZSTtO++Ez8Y=',
      required: true,
    },
  ],

  checkFields(values) {
    const { origin, pathname } = new URL(values.baseUrl);
    const parts = pathname.split('/');
    const api = parts.findIndex((part) => API_PART.test(part));
    if (api < 0) return [];
    const end = origin + parts.slice(0, api).join('/');
    const message = `Base URL must end after the name of your instance, but goes on with /${parts[api]}. Enter ${end}.`;
    return [{ field: 'baseUrl', label: 'Base URL', message }];
  },

  accessTokenPlan(values) {
    return {
      kind: 'static',
      accessToken: values.text('accessToken'),
      issuerUrl: values.baseUrl,
    };
  },

  testCall() {
    return {
      path: 'rest-1.v1/Data/Member?where=IsSelf=%22true%22&sel=Username,Name',
      headers: { accept: 'application/json' },
      read: readSelf,
    };
  },

  rejectedHint: NEW_GRANT_HINT,
  forbiddenHint:
    'Give the member to whom the access token belongs the role for this call in Agility.',
  apiHeaders: { accept: 'application/json', 'user-agent': 'vendor-auth (Digital.ai Agility)' },
};

/** An old server answers a bad token with 200 and `{"error":"Unauthorized"}` in place of a list. */
function readSelf(answer: ApiAnswer): TestFinding | undefined {
  if (answer.status !== 200) return undefined;
  const body = answer.json();
  if (!isRecord(body)) {
    return {
      verdict: 'unknown',
      says: 'Digital.ai Agility did not answer the test call with a list of members, so nothing is known about the access token.',
      hint: CHECK_BASE_URL,
    };
  }
  if (body['error'] !== undefined) {
    return {
      verdict: 'rejected',
      says: 'Digital.ai Agility does not accept the access token.',
      hint: NEW_GRANT_HINT,
    };
  }
  const name = memberName(body);
  return {
    verdict: 'accepted',
    says: name
      ? `Digital.ai Agility accepts the access token; it belongs to ${name}.`
      : 'Digital.ai Agility accepts the access token.',
  };
}

function memberName(body: Record<string, unknown>): string | undefined {
  const assets = body['Assets'];
  const first: unknown = Array.isArray(assets) ? assets[0] : undefined;
  const attributes = isRecord(first) ? first['Attributes'] : undefined;
  if (!isRecord(attributes)) return undefined;
  for (const attribute of [attributes['Username'], attributes['Name']]) {
    const value = isRecord(attribute) ? attribute['value'] : undefined;
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
