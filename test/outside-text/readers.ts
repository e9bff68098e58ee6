import {
  COMMON_FIELDS,
  fieldsOf,
  VENDORS,
  type Field,
  type FieldKind,
  type Settings,
} from '../../core';
import * as agilityGrant from '../../core/agility-grant';
import * as body from '../../core/body';
import * as cleanField from '../../core/clean-field';
import * as clientAuthentication from '../../core/client-authentication';
import * as counting from '../../core/counting';
import * as errors from '../../core/errors';
import { exchange } from '../../core/exchange';
import * as fields from '../../core/fields';
import * as fold from '../../core/fold';
import { identityOf } from '../../core/identity';
import { lifetimeSecondsOf } from '../../core/lifetime';
import * as origins from '../../core/origins';
import * as redact from '../../core/redact';
import * as refusal from '../../core/refusal';
import { SecretSearch } from '../../core/secret-search';
import * as settings from '../../core/settings';
import * as storedToken from '../../core/stored-token';
import { performTestCall } from '../../core/test-call';
import * as reading from '../../core/text';
import { readTokenAnswer } from '../../core/token-answer';
import { transportFailure } from '../../core/transport-failure';
import * as unescape from '../../core/unescape';
import * as unpack from '../../core/unpack';
import { findVendor } from '../../core/vendors';
import { viewOf } from '../../core/view';
import * as apiRequest from '../../credentials/shared/api-request';
import { hostError } from '../../credentials/shared/host-error';
import { takeStep } from '../../credentials/shared/request-steps';
import { parseRow } from '../../credentials/shared/stored-row';
import { checkField } from '../../node-red/editor/browser/field-check';
import * as pastedLogin from '../../node-red/editor/browser/pasted-login';
import { nextUrl } from '../../node-red/lib/bearer/next-url';
import { takeMark } from '../../node-red/lib/bearer/round-trip';
import { fingerprintOf } from '../../node-red/lib/fingerprint';
import { hashSum } from '../../node-red/lib/hash-sum';
import * as messageHeaders from '../../node-red/lib/message-headers';
import { migrate } from '../../node-red/lib/migrate';
import { NodeError } from '../../node-red/lib/node-error';
import * as proxy from '../../node-red/lib/proxy';
import { answerError } from '../../node-red/lib/request/answer-error';
import { putAnswer } from '../../node-red/lib/request/answer-message';
import * as cookies from '../../node-red/lib/request/cookies';
import { jsonOf } from '../../node-red/lib/request/json-of';
import { encodeMultipart } from '../../node-red/lib/request/multipart';
import { outgoingRequest } from '../../node-red/lib/request/outgoing-request';
import { payloadJson } from '../../node-red/lib/request/payload-json';
import * as requestBody from '../../node-red/lib/request/request-body';
import { collectHeaders } from '../../node-red/lib/request/request-headers';
import * as requestOptions from '../../node-red/lib/request/request-options';
import { textOf } from '../../node-red/lib/request/text-of';
import * as urlTemplate from '../../node-red/lib/request/url-template';
import { notEvaluated } from '../../node-red/lib/revoke';
import { assertVariablesSet } from '../../node-red/lib/unset-variable';
import { variableName } from '../../node-red/lib/variable-name';
import { readDialog } from '../../node-red/nodes/vendor-auth/dialog-content';
import { credential, scene, settingsOf, SECRET, VENDOR_IDS } from '../core/support/credentials';

/** Has a function read a text from outside, wherever that may stand. What it throws does not matter. */
type Reader = (text: string) => unknown;

const perform = (...tries: (() => unknown)[]): Promise<unknown> =>
  Promise.allSettled(tries.map(async (act) => await act()));

const KINDS = Object.keys(fields.LONGEST_CHARACTERS) as FieldKind[];
const ALL_SETTINGS = VENDOR_IDS.map((id) => settingsOf(id));
const [ANY_SETTINGS] = ALL_SETTINGS as [Settings];
const AGILITY = settingsOf('agility');
const OTHER = settingsOf('client-credentials');

/** Of a text, four times as much as is looked at in a vendor's words. */
const heard = (text: string): string => text.slice(0, 8_192);

/** The text, and what of it a field takes at most. */
const upTo = (text: string, kind: FieldKind): string[] => [
  text,
  text.slice(0, fields.LONGEST_CHARACTERS[kind]),
  // The same with its end, where what comes first cannot hide it.
  text.slice(-fields.LONGEST_CHARACTERS[kind]),
];

const fieldOf = (kind: FieldKind): Field => ({
  name: 'baseUrl',
  label: 'The Field',
  kind,
  help: 'Look here.',
  required: true,
  pathAllowed: true,
});

const refusalWith = (text: string): string =>
  JSON.stringify({ error: text, error_description: text, error_uri: `https://a.example/${text}` });
const listOf = (name: string): string =>
  JSON.stringify({ Assets: [{ Attributes: { Username: { value: name } } }] });

const token = { value: 'token', expiresAtMs: Infinity, lifetimeSeconds: Infinity };
const sends = (status: number, body: string) => scene(() => ({ status, body })).vendor.send;
const options = requestOptions.requestOptions({}, undefined);
const words = (key: string) => key;
const answer = (text: string, status = 404) => ({
  status,
  headers: { 'set-cookie': [text], location: text, 'x-a': text },
  body: Buffer.from(text),
  url: `https://acme.dvinci-hr.com/${encodeURIComponent(text.slice(0, 1000))}`,
  redirections: [],
  tokenStatus: status,
});

/** By file and name: everything that looks into text from outside. */
export const READERS: Readonly<Record<string, Reader>> = {
  'core/agility-grant.ts parseGrantId': (text) =>
    perform(
      ...upTo(text, 'url').map((typed) => () => agilityGrant.parseGrantId(AGILITY, typed)),
      () => agilityGrant.parseGrantId(AGILITY, `${AGILITY.baseUrl}/${text.slice(0, 8000)}`),
    ),
  'core/agility-grant.ts revokeGrant': (text) =>
    perform(
      ...[text, `<Exception>${text}`, JSON.stringify({ Exception: { Message: text } })].map(
        (said) => () => {
          const { source } = scene(undefined, AGILITY);
          return agilityGrant.revokeGrant(AGILITY, source, 1020, { send: sends(404, said) });
        },
      ),
      () => {
        const { source } = scene(undefined, AGILITY);
        return agilityGrant.revokeGrant(AGILITY, source, 1020, { send: sends(200, text) });
      },
    ),
  'core/body.ts headerOf': (text) => body.headerOf({ headers: { a: [text, text] } }, 'a'),
  'core/body.ts isHtml': (text) =>
    perform(...['', ' ', '<?xml ?>', '<!-- -->'].map((begin) => () => body.isHtml(begin + text))),
  'core/body.ts parseJson': (text) => body.parseJson(text),
  'core/body.ts readBody': (text) => {
    const [half, rest] = [text.slice(0, text.length / 2), text.slice(text.length / 2)];
    async function* chunks() {
      yield Buffer.from(half);
      yield rest;
    }
    return body.readBody({ status: 200, headers: {}, body: chunks() });
  },
  'core/clean-field.ts canStandInHeader': (text) => cleanField.canStandInHeader(text),
  'core/clean-field.ts cleanField': (text) =>
    perform(
      ...KINDS.flatMap((kind) =>
        upTo(text, kind).map((typed) => () => cleanField.cleanField(fieldOf(kind), typed)),
      ),
      ...KINDS.map((kind) => () => cleanField.cleanField(fieldOf(kind), { name: text })),
      ...['https://a.example/', 'https://', ' '].map(
        (begin) => () => cleanField.cleanField(fieldOf('baseUrl'), begin + text.slice(0, 8000)),
      ),
    ),
  'core/clean-field.ts parametersOf': (text) => cleanField.parametersOf(JSON.stringify({ text })),
  'core/client-authentication.ts basicCredentials': (text) =>
    clientAuthentication.basicCredentials({ clientId: 'a', clientSecret: text }),
  'core/counting.ts count': (text) => counting.count(body.parseJson(text), 'agent'),
  'core/errors.ts asVendorAuthError': (text) => errors.asVendorAuthError(new Error(text), text),
  'core/exchange.ts exchange': (text) =>
    exchange(ANY_SETTINGS, sends(200, text), {
      method: 'GET',
      url: 'https://a.example',
      headers: {},
      timeoutMs: 1,
    }),
  'core/fold.ts folded': (text) => fold.folded(viewOf(heard(text))),
  'core/fold.ts joined': (text) => fold.joined(viewOf(heard(text))),
  'core/identity.ts identityOf': (text) =>
    identityOf('agility', { kind: 'static', accessToken: text, issuerUrl: text }, ANY_SETTINGS.tls),
  'core/lifetime.ts lifetimeSecondsOf': (text) => lifetimeSecondsOf(text, 300),
  'core/origins.ts resolveUrl': (text) =>
    perform(
      ...[text, text.slice(0, origins.LONGEST_URL_CHARACTERS)].map(
        (url) => () => origins.resolveUrl(ANY_SETTINGS, url),
      ),
    ),
  'core/redact.ts quotation': (text) => redact.quotation(text),
  'core/redact.ts quotesSecret': (text) =>
    perform(
      () => redact.quotesSecret(text, [SECRET]),
      () => redact.quotesSecret(text.slice(0, 2_048), [SECRET]),
    ),
  'core/redact.ts redact': (text) =>
    perform(
      () => redact.redact(text, [SECRET, 'x'.repeat(40)]),
      () => redact.redact('It was quoted: secret', [text]),
    ),
  'core/refusal.ts isExplained': (text) => refusal.isExplained(text),
  'core/refusal.ts explainRefusal': (text) =>
    perform(
      ...ALL_SETTINGS.flatMap((each) =>
        [400, 401, 403, 404].map(
          (status) => () =>
            refusal.explainRefusal(
              each,
              { status, error: text, description: text, errorUri: text },
              {
                isPage: false,
                retryAfterSeconds: undefined,
                description: text,
                errorUri: undefined,
              },
            ),
        ),
      ),
    ),
  'core/refusal.ts retryAfterSecondsOf': (text) => refusal.retryAfterSecondsOf(text, text),
  'core/secret-search.ts SecretSearch': (text) =>
    new SecretSearch([SECRET, text]).in(text.slice(0, 2_048)),
  'core/settings.ts checkSettings': (text) =>
    perform(
      ...VENDORS.flatMap((vendor) =>
        fieldsOf(vendor).flatMap(({ name, kind }) =>
          upTo(text, kind).map(
            (typed) => () =>
              settings.checkSettings(vendor.id, credential(vendor.id, { [name]: typed })),
          ),
        ),
      ),
      () => settings.checkSettings(text, {}),
    ),
  'core/settings.ts fieldProblem': (text) =>
    perform(...COMMON_FIELDS.map((field) => () => settings.fieldProblem(field, text))),
  'core/stored-token.ts parseStored': (text) =>
    perform(
      () => storedToken.parseStored(text),
      () => storedToken.parseStored(JSON.stringify({ identity: text, accessToken: text })),
    ),
  'core/test-call.ts performTestCall': (text) => {
    const checkPath = `a${text.slice(0, 8_000)}`;
    const withPath = settingsOf('client-credentials', { checkPath });
    return perform(
      () => performTestCall(withPath, token, sends(404, text)),
      () => performTestCall(AGILITY, token, sends(200, listOf(text))),
      () => performTestCall(settingsOf('ddi-central'), token, sends(403, text)),
    );
  },
  'core/text.ts isBlank': (text) => [...text].every(reading.isBlank),
  'core/text.ts trimBlanks': (text) => reading.trimBlanks(text),
  'core/text.ts withoutLeading': (text) => reading.withoutLeading(text, reading.isBlank),
  'core/text.ts withoutFinalSlashes': (text) => reading.withoutFinalSlashes(text),
  'core/text.ts before': (text) => reading.before(text, '?'),
  'core/text.ts between': (text) => reading.between(text, '{', '}'),
  'core/token-answer.ts readTokenAnswer': (text) => {
    const headers = { location: text, 'retry-after': text, date: text };
    const read = (status: number, said: string) => () =>
      OTHER.plan.kind === 'token-endpoint' &&
      readTokenAnswer(OTHER, OTHER.plan, { status, headers, text: said });
    const issued = { access_token: text, token_type: text, expires_in: text };
    const nested = { error: { code: text, message: text }, detail: [{ loc: [text], msg: text }] };
    return perform(
      read(200, text),
      read(200, JSON.stringify(issued)),
      read(302, ''),
      read(400, refusalWith(text)),
      read(401, `<html>${text}`),
      read(401, JSON.stringify(nested)),
    );
  },
  'core/transport-failure.ts transportFailure': (text) =>
    transportFailure(
      Object.assign(new Error(text, { cause: text }), { code: text, name: text }),
      VENDORS[0]!,
      'https://a.example',
      ANY_SETTINGS.tls,
    ),
  'core/unescape.ts unescaped': (text) =>
    perform(
      ...unescape.ESCAPES.map((escape) => () => unescape.unescaped(viewOf(heard(text)), escape)),
    ),
  'core/unpack.ts unpacked': (text) => unpack.unpacked(viewOf(heard(text))),
  'core/unpack.ts plausible': (text) => unpack.plausible(viewOf(heard(text))),
  'core/vendors/index.ts findVendor': (text) => findVendor(text),
  'core/view.ts viewOf': (text) => viewOf(heard(text)),
  'credentials/shared/api-request.ts authorized': (text) =>
    apiRequest.authorized({ url: text, headers: { [text]: text } }, ANY_SETTINGS, text),
  'credentials/shared/api-request.ts targetOf': (text) =>
    perform(
      () => apiRequest.targetOf({ url: text }),
      () => apiRequest.targetOf({ url: text, baseURL: 'https://a.example' }),
    ),
  'credentials/shared/api-request.ts withoutHeader': (text) =>
    apiRequest.withoutHeader({ [text]: text }, 'authorization'),
  'credentials/shared/host-error.ts hostError': (text) => hostError(new Error(text), VENDORS[0]!),
  'credentials/shared/request-steps.ts takeStep': (text) =>
    takeStep({ url: text, headers: { 'x-vendor-auth-step': text } }),
  'credentials/shared/stored-row.ts parseRow': (text) => parseRow(text),
  'node-red/editor/browser/field-check.ts checkField': (text) =>
    perform(
      ...KINDS.flatMap((kind) =>
        upTo(text, kind).map((typed) => () => checkField(fieldOf(kind), typed, words)),
      ),
    ),
  'node-red/editor/browser/pasted-login.ts likelyBaseUrl': (text) =>
    pastedLogin.likelyBaseUrl(text),
  'node-red/editor/browser/pasted-login.ts readPastedLogin': (text) =>
    perform(
      ...[text, text.slice(0, 65_536), `client_id,b\n${text.slice(0, 65_000)}`].flatMap((pasted) =>
        [true, false].map((hasRealm) => () => pastedLogin.readPastedLogin(pasted, hasRealm)),
      ),
      () => pastedLogin.readPastedLogin(`https://a.example/${text.slice(0, 65_000)}`, true),
    ),
  'node-red/lib/bearer/next-url.ts nextUrl': (text) =>
    perform(...[text, text.slice(0, 65_536)].map((url) => () => nextUrl(url))),
  'node-red/lib/bearer/round-trip.ts takeMark': (text) =>
    takeMark({ _msgid: '1', _vendorAuth: { [text]: text } }, 'node'),
  'node-red/lib/fingerprint.ts fingerprintOf': (text) => fingerprintOf([text]),
  'node-red/lib/hash-sum.ts hashSum': (text) => hashSum({ a: text, 'set-cookie': [text] }),
  'node-red/lib/message-headers.ts isUntouchedAnswer': (text) =>
    perform(
      () => messageHeaders.isUntouchedAnswer({ a: text, 'x-node-red-request-node': text }),
      () => messageHeaders.isUntouchedAnswer({ a: nested(text), 'x-node-red-request-node': text }),
    ),
  'node-red/lib/message-headers.ts requestedHeaders': (text) =>
    messageHeaders.requestedHeaders({ a: nested(text), 'x-node-red-request-node': text }),
  'node-red/lib/message-headers.ts withAuthorization': (text) =>
    messageHeaders.withAuthorization({ [text]: text }, text),
  'node-red/lib/message-headers.ts withoutHeader': (text) =>
    messageHeaders.withoutHeader({ [text]: text }, 'authorization'),
  'node-red/lib/migrate.ts migrate': (text) => migrate({ version: text, paytoqs: text }),
  'node-red/lib/node-error.ts NodeError': (text) => String(new NodeError(new Error(text))),
  'node-red/lib/proxy.ts proxyNodeKey': (text) => proxy.proxyNodeKey({ url: text }),
  'node-red/lib/proxy.ts proxyOfEnvironment': (text) =>
    perform(
      () => proxy.proxyOfEnvironment({ http_proxy: text }),
      () => proxy.proxyOfEnvironment({ http_proxy: text.slice(0, 8_000), no_proxy: text }),
    ),
  'node-red/lib/proxy.ts proxyOfNode': (text) =>
    perform(
      () => proxy.proxyOfNode({ url: text }),
      () => proxy.proxyOfNode({ url: text.slice(0, 8_000), credentials: { username: text } }),
    ),
  'node-red/lib/request/answer-error.ts answerError': (text) =>
    perform(
      ...[401, 404, 500].map(
        (status) => () => answerError(ANY_SETTINGS, answer(text, status), [SECRET]),
      ),
    ),
  'node-red/lib/request/answer-message.ts putAnswer': (text) =>
    putAnswer({ _msgid: '1' }, answer(text), 'obj'),
  'node-red/lib/request/cookies.ts canBeSent': (text) => cookies.canBeSent(text, text),
  'node-red/lib/request/cookies.ts cookieHeader': (text) =>
    cookies.cookieHeader(new Map([[text, text]])),
  'node-red/lib/request/cookies.ts requestedCookies': (text) =>
    perform(
      () => cookies.requestedCookies(undefined, text),
      () => cookies.requestedCookies({ a: text, b: { value: text, encode: false } }, undefined),
      () => cookies.requestedCookies({ [text]: text }, undefined),
    ),
  'node-red/lib/request/cookies.ts responseCookies': (text) =>
    cookies.responseCookies([text, `a="${text}"`, `a=b; ${text}`]),
  'node-red/lib/request/json-of.ts jsonOf': (text) => jsonOf({ [text]: text }, () => noProblem()),
  'node-red/lib/request/multipart.ts encodeMultipart': (text) =>
    encodeMultipart({
      [text]: 'a',
      b: { value: 'c', options: { filename: text, contentType: 'text/plain' } },
    }),
  'node-red/lib/request/outgoing-request.ts outgoingRequest': (text) =>
    perform(
      ...(['url', 'method', 'payload', 'headers', 'cookies', 'requestTimeout'] as const).map(
        (property) => () =>
          outgoingRequest(
            { ...options, method: 'USE' },
            { _msgid: '1', url: 'a', method: 'POST', [property]: text },
            ANY_SETTINGS,
            () => text,
          ),
      ),
      () => outgoingRequest({ ...options, url: text }, { _msgid: '1' }, ANY_SETTINGS, () => text),
    ),
  'node-red/lib/request/payload-json.ts payloadJson': (text) => payloadJson([text]),
  'node-red/lib/request/request-body.ts encodeBody': (text) =>
    requestBody.encodeBody([text], { 'content-type': text }),
  'node-red/lib/request/request-body.ts formOf': (text) => requestBody.formOf({ a: text }),
  'node-red/lib/request/request-headers.ts collectHeaders': (text) =>
    perform(
      () => collectHeaders({ headers: { [text]: text } }, [], () => text),
      () => collectHeaders({ headers: { a: text, b: [text] } }, [], () => text),
      () => collectHeaders({}, [{ keyType: 'msg', valueType: 'msg' }], () => text),
    ),
  'node-red/lib/request/request-options.ts positiveNumber': (text) =>
    requestOptions.positiveNumber(text),
  'node-red/lib/request/request-options.ts requestOptions': (text) =>
    requestOptions.requestOptions({ method: text, url: text, paytoqs: text }, text),
  'node-red/lib/request/text-of.ts textOf': (text) => textOf([text]),
  'node-red/lib/request/url-template.ts fillTemplate': (text) =>
    perform(
      () => urlTemplate.fillTemplate(text, () => 'value'),
      () => urlTemplate.fillTemplate(text.slice(0, 65_536), () => 'value'),
      () => urlTemplate.fillTemplate(`{{${text.slice(0, 65_000)}`, () => 'value'),
      () => urlTemplate.fillTemplate('{{a}}'.repeat(1000), () => text),
      () => urlTemplate.fillTemplate('{{{a}}}'.repeat(1000), () => [text]),
    ),
  'node-red/lib/request/url-template.ts valueAt': (text) => urlTemplate.valueAt({ a: 1 }, text),
  'node-red/lib/revoke.ts notEvaluated': (text) => notEvaluated(new Error(text)),
  'node-red/lib/unset-variable.ts assertVariablesSet': (text) =>
    perform(
      ...['', '${', '$('].map(
        (begin) => () => assertVariablesSet('dvinci', { clientSecret: `${begin}${text}}` }),
      ),
    ),
  'node-red/lib/variable-name.ts variableName': (text) =>
    perform(...[text, `\${${text}`, `\${${text}}`].map((value) => () => variableName(value))),
  'node-red/nodes/vendor-auth/dialog-content.ts readDialog': (text) =>
    readDialog({ id: text, vendor: 'dvinci', fields: { clientSecret: text, [text]: text } }),
};

/** A list in a list in a list, with the text at the bottom. */
function nested(bottom: string): unknown {
  let value: unknown = bottom;
  for (let depth = 0; depth < 2_000; depth++) value = [value];
  return value;
}

function noProblem(): never {
  throw new Error('a text is always JSON');
}
