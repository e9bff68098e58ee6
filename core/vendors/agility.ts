import { isRecord, parseJson, textOf } from '../base/json';
import { sentences, type Sentence } from '../base/sentence';
import { between } from '../base/text';
import { staticToken } from '../endpoint/access-token-plan';
import { isPartOfPage } from '../fields/addresses';
import type { Choice } from '../fields/field';
import type { ApiAnswer, TestCall, TestFinding, Vendor, Verdict } from '../vendor/vendor';

const SAY = sentences('vendors.agility.words', {
  accepts: 'Digital.ai Agility accepts the access token.',
  acceptsTokenOf: 'Digital.ai Agility accepts the access token; it belongs to __member__.',
  noMembers:
    'Digital.ai Agility did not answer the test call with a list of members, so nothing is known about the access token.',
  checkBaseUrl:
    'Check Base URL: it should be the address at which you open Agility, with your instance.',
  goesOn:
    'Base URL must end after the name of your instance, but goes on with /__path__. Enter __address__.',
  rejectedAtChosenPath:
    'It was tried at the chosen API Path only. Set API Path to Automatic, which tries the other one as well; if neither takes the token, its grant was probably revoked, so create a new one under your member’s Applications.',
  rejected:
    'Its grant was probably revoked. In Agility, create a new one under your member’s Applications and enter its access token.',
  forbidden: 'Give the member to whom the access token belongs the role for this call in Agility.',
});

/** For an answer that is none of Agility's. */
export function checkBaseUrl(): Sentence {
  return SAY.checkBaseUrl();
}

/** The part of an address at which one of Agility's APIs begins. */
const API_PART = /^(?:rest-1\.[a-z0-9.]+|query\.v1|meta\.v1|api)$/i;

/** The REST API's two places. With Windows authentication, servers take tokens at the second one only. */
const REST: Choice = { value: 'rest-1.v1', label: 'rest-1.v1' };
const REST_OAUTH: Choice = { value: 'rest-1.oauth.v1', label: 'rest-1.oauth.v1' };
const PLACES = [REST.value, REST_OAUTH.value];
const AUTOMATIC: Choice = {
  value: 'auto',
  label: 'Automatic',
  help: 'Tries both, and remembers which one takes the token',
};

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
      endsBefore: PLACES,
    },
    {
      name: 'accessToken',
      label: 'Access Token',
      kind: 'token',
      help: 'In Agility, your member’s Applications > add a Personal application > create a grant of the type Access Token. It is shown once.',
      placeholder: '1.vlog8vBO7ZZQZQD7ZSTtO++Ez8Y=',
      required: true,
    },
    {
      name: 'apiPath',
      label: 'API Path',
      kind: 'choice',
      help: 'Where your Agility takes access tokens. Servers with Windows authentication take them below rest-1.oauth.v1 only.',
      required: false,
      default: AUTOMATIC.value,
      choices: [AUTOMATIC, REST, REST_OAUTH],
      advanced: true,
    },
  ],

  apiPlaces(values) {
    const chosen = values.text('apiPath');
    return PLACES.includes(chosen) ? [chosen] : PLACES;
  },

  checkFields(values) {
    const { origin, pathname } = new URL(values.baseUrl);
    const parts = pathname.split('/');
    const api = parts.findIndex((part) => API_PART.test(part) || isPartOfPage(part));
    if (api < 0) return [];
    const address = origin + parts.slice(0, api).join('/');
    return [{ field: 'baseUrl', message: SAY.goesOn({ path: parts[api] ?? '', address }) }];
  },

  accessTokenPlan(values) {
    return staticToken({ accessToken: values.text('accessToken'), url: values.baseUrl });
  },

  testCall(values) {
    const chosen = values.text('apiPath');
    if (PLACES.includes(chosen)) return testCallAt(chosen);
    return { ...testCallAt(REST.value), others: [testCallAt(REST_OAUTH.value)], mayBeElsewhere };
  },

  /** An old server answers a bad token with 200 and `{"error":"Unauthorized"}`. */
  judge(answer) {
    if (answer.status !== 200) return undefined;
    const body = answer.json();
    const isRefused = isRecord(body) && /^\s*unauthori/i.test(String(body['error']));
    return isRefused ? 'rejected' : undefined;
  },

  rejectedHint: SAY.rejected(),
  rejectedAtChosenPlaceHint: SAY.rejectedAtChosenPath(),
  forbiddenHint: SAY.forbidden(),
  apiHeaders: () => ({
    accept: 'application/json',
    'user-agent': 'vendor-auth (Digital.ai Agility)',
  }),
  ownWords: exceptionMessage,
};

function testCallAt(place: string): TestCall {
  return {
    path: `${place}/Data/Member?where=IsSelf=%22true%22&sel=Username,Name`,
    place,
    headers: { accept: 'application/json' },
    read: readSelf,
  };
}

/**
 * Whether the answer to a harmless GET means that the other place may take the token: it was refused, or
 * nothing of Agility's is there, or a login page or a redirect to one stands in front.
 */
export function mayBeElsewhere(answer: ApiAnswer, verdict: Verdict): boolean {
  const { status } = answer;
  if (verdict === 'rejected' || (status >= 300 && status < 400)) return true;
  if (status === 200) return !isRecord(answer.json());
  return status === 403 || status === 404 || status === 405;
}

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

/** More than any message needs. */
const LONGEST_ERROR_CHARACTERS = 10_000;

/** The message of Agility's Exception, in XML or JSON, or else the one that stands around it. */
function exceptionMessage(text: string): string | undefined {
  const json = parseJson(text);
  if (!isRecord(json)) return exceptionMessageInXml(text.slice(0, LONGEST_ERROR_CHARACTERS));
  const inError = memberOf(json, 'error');
  const error = isRecord(inError) ? inError : json;
  const exceptions = memberOf(error, 'exceptions');
  const first: unknown = Array.isArray(exceptions) ? exceptions[0] : exceptions;
  const messages = [first, memberOf(error, 'exception'), error].map((thrown) =>
    isRecord(thrown) ? textOf(memberOf(thrown, 'message')) : textOf(thrown),
  );
  return messages.find((message) => message !== undefined);
}

/** Agility spells members `Exceptions` or `exceptions`, `Message` or `message`. */
function memberOf(json: Record<string, unknown>, name: string): unknown {
  const found = Object.keys(json).find((own) => own.toLowerCase() === name);
  return found === undefined ? undefined : json[found];
}

function exceptionMessageInXml(text: string): string | undefined {
  const [exception] = contentStarts(text, 'exception');
  const inException = exception === undefined ? undefined : messageElement(text, exception);
  return inException ?? messageElement(text, 0);
}

/** The text of the first `Message` that has any, from there on. */
function messageElement(xml: string, start: number): string | undefined {
  for (const at of contentStarts(xml, 'message', start)) {
    const end = xml.indexOf('<', at);
    if (end < 0) return undefined;
    const message = xml.slice(at, end);
    if (message.trim() !== '') return message;
  }
  return undefined;
}

/** Where the content of each element of that name begins. Empty elements (`<Message/>`) have none. */
function* contentStarts(xml: string, name: string, start = 0): Generator<number, undefined> {
  const names = xml.toLowerCase();
  let at = names.indexOf(`<${name}`, start);
  while (at >= 0) {
    const tag = between(xml, '<', '>', at);
    if (tag === undefined) return undefined;
    const isNamedSo = !/^\w/.test(tag.inside.slice(name.length));
    if (isNamedSo && !tag.inside.endsWith('/')) yield tag.end;
    at = names.indexOf(`<${name}`, tag.end);
  }
  return undefined;
}
