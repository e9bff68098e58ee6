import { isRecord, textOf } from '../base/json';
import { sentences } from '../base/sentence';
import { staticToken } from '../endpoint/access-token-plan';
import type { ApiAnswer, TestFinding, Vendor } from '../vendor/vendor';

const SAY = sentences('vendors.agility.words', {
  accepts: 'Digital.ai Agility accepts the access token.',
  acceptsTokenOf: 'Digital.ai Agility accepts the access token; it belongs to __member__.',
  noMembers:
    'Digital.ai Agility did not answer the test call with a list of members, so nothing is known about the access token.',
  checkBaseUrl:
    'Check Base URL: it should be the address at which you open Agility, with your instance.',
  goesOn:
    'Base URL must end after the name of your instance, but goes on with /__path__. Enter __address__.',
  rejected:
    'Its grant was probably revoked. In Agility, create a new one under your member’s Applications and enter its access token.',
  forbidden: 'Give the member to whom the access token belongs the role for this call in Agility.',
});

/** For an answer that is none of Agility's. */
export const checkBaseUrl = SAY.checkBaseUrl;

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
    const address = origin + parts.slice(0, api).join('/');
    return [{ field: 'baseUrl', message: SAY.goesOn({ path: parts[api] ?? '', address }) }];
  },

  accessTokenPlan(values) {
    return staticToken({ accessToken: values.text('accessToken'), url: values.baseUrl });
  },

  testCall() {
    return {
      path: 'rest-1.v1/Data/Member?where=IsSelf=%22true%22&sel=Username,Name',
      headers: { accept: 'application/json' },
      read: readSelf,
    };
  },

  /** An old server answers a bad token with 200 and `{"error":"Unauthorized"}`. */
  judge(answer) {
    if (answer.status !== 200) return undefined;
    const body = answer.json();
    const isRefused = isRecord(body) && /^\s*unauthori/i.test(String(body['error']));
    return isRefused ? 'rejected' : undefined;
  },

  rejectedHint: SAY.rejected(),
  forbiddenHint: SAY.forbidden(),
  apiHeaders: () => ({
    accept: 'application/json',
    'user-agent': 'vendor-auth (Digital.ai Agility)',
  }),
};

function readSelf(answer: ApiAnswer): TestFinding | undefined {
  if (answer.status !== 200) return undefined;
  const body = answer.json();
  if (!isRecord(body) || body['error'] !== undefined) {
    return { verdict: 'unknown', says: SAY.noMembers(), hint: SAY.checkBaseUrl() };
  }
  const member = memberName(body);
  return {
    verdict: 'accepted',
    says: member === undefined ? SAY.accepts() : SAY.acceptsTokenOf({ member }),
  };
}

function memberName(body: Record<string, unknown>): string | undefined {
  const assets = body['Assets'];
  const first: unknown = Array.isArray(assets) ? assets[0] : undefined;
  const attributes = isRecord(first) ? first['Attributes'] : undefined;
  if (!isRecord(attributes)) return undefined;
  for (const attribute of [attributes['Username'], attributes['Name']]) {
    const value = textOf(isRecord(attribute) ? attribute['value'] : undefined);
    if (value !== undefined) return value;
  }
  return undefined;
}
