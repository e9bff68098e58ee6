/** Longer than 250 lines, since it is a table: one entry for each function that looks into an answer. */
import { generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  clientCredentials,
  verbatim,
  type ApiAnswer,
  type Settings,
  type Vendor,
} from '../../../core';
import type { JsonObject } from '../../../core/base/json';
import * as errors from '../../../core/base/errors';
import { judge } from '../../../core/check/judgement';
import * as testCall from '../../../core/check/test-call';
import * as bodyFormat from '../../../core/endpoint/body-format';
import * as accessTokenPlan from '../../../core/endpoint/access-token-plan';
import * as clientAuthentication from '../../../core/endpoint/client-authentication';
import { jwtTimes } from '../../../core/endpoint/jwt';
import { lifetime } from '../../../core/endpoint/lifetime-source';
import * as members from '../../../core/endpoint/members';
import * as privateKeyJwt from '../../../core/endpoint/private-key-jwt';
import type { TokenAnswer } from '../../../core/endpoint/token-answer';
import * as tokenLocation from '../../../core/endpoint/token-location';
import { tokenInHeader } from '../../../core/endpoint/token-placement';
import * as toldLifetime from '../../../core/endpoint/told-lifetime';
import * as toldTime from '../../../core/endpoint/told-time';
import { exchange } from '../../../core/exchange/exchange';
import * as transportWords from '../../../core/exchange/transport-words';
import { LONGEST_CHARACTERS } from '../../../core/fields/field';
import * as body from '../../../core/http/body';
import { decoded } from '../../../core/http/decode';
import { echoesToken } from '../../../core/http/echoing-methods';
import { receive } from '../../../core/http/receive';
import { tlsWanted, transportFault } from '../../../core/http/transport-fault';
import { classifyTokenAnswer } from '../../../core/login/classify-token-answer';
import * as readRefusal from '../../../core/login/read-refusal';
import { readTokenAnswer, type ReadAnswer } from '../../../core/login/read-token-answer';
import { redirectTarget } from '../../../core/login/redirect-target';
import * as retryAfter from '../../../core/login/retry-after';
import { tokenFailureError } from '../../../core/login/word-token-failure';
import * as assets from '../../../core/operations/assets';
import { getSelf } from '../../../core/operations/get-self';
import * as grantAttributes from '../../../core/operations/grant-attributes';
import { listGrants } from '../../../core/operations/list-grants';
import { revokeGrant } from '../../../core/operations/revoke-grant';
import { tokenSeal } from '../../../core/token/sealed-token';
import { parseStored } from '../../../core/token/stored-token';
import { TokenStore } from '../../../core/token/token-store';
import * as vendors from '../../../core/vendors';
import { mayBeElsewhere } from '../../../core/vendors/agility';
import { count } from '../../../core/vendors/counting';
import { scene } from '../../core/support/credentials';
import { CERTIFICATE } from '../../core/support/certificate';
import {
  AGILITY,
  ALL_SETTINGS,
  ANY_SETTINGS,
  DEEP,
  heard,
  jsonOf,
  nested,
  OTHER,
  objectOf,
  perform,
  sends,
  token,
  type Reader,
  type Readers,
} from './support';

const REQUEST = {
  method: 'GET',
  url: 'https://a.example',
  headers: {},
  timeoutMs: 1,
  tls: ANY_SETTINGS.tls,
} as const;

const [KEY] = [generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey].map((key) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString(),
) as [string];

/** More members than anybody looks at. */
const MANY_MEMBERS = Object.fromEntries(Array.from({ length: 600 }, (_none, at) => [`b${at}`, at]));

/** Answers in which a text stands in every place where something is looked for. */
const jsonsWith = (text: string): unknown[] => [
  jsonOf(text),
  { access_token: text, token_type: text, expires_in: text, status: text },
  {
    data: [{ token: { value: text, expires_at: text } }],
    error: { code: text, message: text },
    detail: [{ loc: [text], msg: text }],
    errors: objectOf(text),
  },
  { [text]: MANY_MEMBERS },
];

const answersWith = (text: string): TokenAnswer[] =>
  jsonsWith(text).map((json) => ({ text, json, answeredAtMs: 0, isVendorsTime: true }));

/** The same as they arrive. */
const bodiesWith = (text: string): string[] => [
  text,
  JSON.stringify({ access_token: 'a', token_type: text }),
  JSON.stringify({ error: { message: text }, expires: text }),
  JSON.stringify({ [text]: MANY_MEMBERS }),
];

const HEADERS = ['date', 'location', 'ratelimit', 'retry-after', 'www-authenticate'];
const headersWith = (text: string) => Object.fromEntries(HEADERS.map((name) => [name, text]));

const listOf = (name: string): string =>
  JSON.stringify({ Assets: [{ id: name, Attributes: { Username: { value: name } } }] });

const apiAnswers = (text: string): ApiAnswer[] =>
  [200, 403].flatMap((status) =>
    [text, listOf(text)].map((said) =>
      testCall.apiAnswer({ status, headers: headersWith(text), text: said }),
    ),
  );

/** A list of grants, as full as pages are, with so much of a text in each of the attributes that are shown. */
function pageOfGrants(text: string): string {
  const length = Math.ceil(text.length / 300);
  const attributes = (at: number) =>
    Object.fromEntries(
      Array.from({ length: 6 }, (_none, nth) => {
        const begin = (at * 6 + nth) * length;
        return [`A${nth}`, { value: text.slice(begin, begin + length) }];
      }),
    );
  const grants = Array.from({ length: 50 }, (_none, at) => ({
    id: `Grant:${at}`,
    Attributes: attributes(at),
  }));
  return JSON.stringify({ Assets: grants });
}

/** An asset whose attributes have names of all kinds, and are of all kinds. */
const assetWith = (text: string): assets.Asset => ({
  id: text,
  attributes: Object.fromEntries([
    ...Object.keys(objectOf(text)).map((name) => [name, { value: name }]),
    ...text.split(/[^a-z]/i).map((name) => [`A${name}`, { value: { idref: text } }]),
  ]) as Record<string, unknown>,
});

/** All that a vendor's file does with the vendor's answers. Its fields are read by `checkSettings`. */
const vendorReader =
  (vendor: Vendor): Reader =>
  (text) => {
    const settings = ALL_SETTINGS.find((one) => one.vendor === vendor)!;
    const own: Settings =
      vendor === clientCredentials ? { ...settings, testCall: CHECK } : settings;
    const answers = apiAnswers(text);
    return perform(
      ...answers.map((answer) => () => own.testCall?.read(answer)),
      ...answers.map((answer) => () => vendor.judge?.(answer)),
      ...(vendor.refusals ?? []).flatMap(({ when }) =>
        [401, 403, 404].map(
          (status) => () =>
            when?.({ status, error: text, description: text, errorUri: text }, own.values),
        ),
      ),
      ...pasted(text).map((one) => () => vendor.readPasted?.(one)),
    );
  };

const CHECK = clientCredentials.testCall({ baseUrl: '', text: () => 'me?' });

const pasted = (text: string) => [
  { text, entries: [] },
  { text: `https://a.example/auth/realms/${text.slice(0, 65_000)}`, entries: [] },
  { text: '', entries: [['client_id', text] as const, [text, 'a'] as const] },
  { text: '', entries: [['client_id', 'a'] as const, ['token_url', text] as const] },
  { text: '', entries: Object.keys(objectOf(text)).map((name) => [name, 'a'] as const) },
];

const draftWith = (text: string) => ({
  url: `https://a.example?${heard(text)}`,
  headers: {},
  parameters: { ...(objectOf(text) as JsonObject), ...linesOf(text) },
});

const linesOf = (text: string): Record<string, string> =>
  Object.fromEntries(text.split('\n').map((line) => [line, line]));

/** What looks into what vendors answer. */
export const ANSWER_READERS: Readers = {
  'core/base/errors.ts asVendorAuthError': (text) =>
    errors.asVendorAuthError(new Error(text), text),
  'core/check/judgement.ts judge': (text) => {
    const [answer] = apiAnswers(text) as [ApiAnswer];
    const challenges = ['', 'Bearer error="'].map((begin) => begin + text);
    return perform(
      () => judge(OTHER, answer),
      ...[`b${heard(text)}`, `${heard(text)}b`].map((body) => () => {
        const rejectionSigns = { ...OTHER.rejectionSigns, body };
        return judge({ vendor: {}, rejectionSigns }, answer);
      }),
      ...challenges.map((challenge) => () => {
        const headers = { 'www-authenticate': challenge };
        return judge(ANY_SETTINGS, testCall.apiAnswer({ status: 403, headers, text: '' }));
      }),
    );
  },
  'core/check/test-call.ts apiAnswer': (text) =>
    apiAnswers(text).map((answer) => [answer.json(), answer.header('date')]),
  'core/check/test-call.ts ownWords': (text) =>
    ALL_SETTINGS.flatMap((settings) =>
      [
        text,
        `<Exception>${text}`,
        JSON.stringify({ Exception: { Message: text } }),
        JSON.stringify({ exceptions: [{ message: text }] }),
        ...bodiesWith(text),
      ].map((body) => testCall.ownWords(settings, 400, body)),
    ),
  'core/check/test-call.ts performTestCall': (text) =>
    perform(
      () => testCall.performTestCall({ ...OTHER, testCall: CHECK }, token, sends(404, text)),
      () => testCall.performTestCall(AGILITY, token, sends(200, listOf(text))),
      ...bodiesWith(text)
        .slice(1, 3)
        .map(
          (answered) => () =>
            testCall.performTestCall(ALL_SETTINGS[1]!, token, sends(403, answered)),
        ),
    ),

  'core/endpoint/access-token-plan.ts tokenEndpoint': (text) =>
    OTHER.plan.kind === 'token-endpoint' &&
    accessTokenPlan.tokenEndpoint({
      ...OTHER.plan,
      url: text,
      parameters: objectOf(text) as JsonObject,
      secretParameters: { a: nested(text) as string },
      headers: { a: text },
    }),
  'core/endpoint/access-token-plan.ts staticToken': (text) =>
    accessTokenPlan.staticToken({ accessToken: text, url: text }),
  'core/endpoint/access-token-plan.ts headerSecrets': (text) =>
    accessTokenPlan.headerSecrets({ [text]: text }),
  'core/endpoint/body-format.ts FORM': (text) =>
    perform(
      // The query is written in the same way.
      ...[bodyFormat.FORM, bodyFormat.QUERY].map(
        (format) => () => format.encode(draftWith(text.slice(0, LONGEST_CHARACTERS.parameters))),
      ),
    ),
  'core/endpoint/body-format.ts JSON_BODY': (text) => bodyFormat.JSON_BODY.encode(draftWith(text)),
  ...Object.fromEntries(
    (
      [
        'clientInBody',
        'clientInBasicHeader',
        'clientInPlainBasicHeader',
        'areBasicSpellingsDifferent',
        'basicCredentials',
      ] as const
    ).map((name) => [
      `core/endpoint/client-authentication.ts ${name}`,
      (text: string) =>
        clientAuthentication[name]({
          clientId: heard(text),
          clientSecret: text.slice(0, LONGEST_CHARACTERS.secret),
        }),
    ]),
  ),
  'core/endpoint/client-authentication.ts clientByCertificate': (text) =>
    clientAuthentication.clientByCertificate(text),
  'core/endpoint/jwt.ts jwtTimes': (text) =>
    perform(
      ...[text, text.slice(0, 65_000)].flatMap((part) => [
        () => jwtTimes(part),
        () => jwtTimes(`eyJhIjoxfQ.${part}`),
        () => jwtTimes(`eyJhIjoxfQ.${Buffer.from(part.slice(0, 40_000)).toString('base64url')}.a`),
      ]),
    ),
  'core/endpoint/lifetime-source.ts lifetime': (text) =>
    perform(
      ...answersWith(text).flatMap((answer) => [
        () => lifetime({ defaultSeconds: 1 }).secondsOf(answer, text),
        () => lifetime({ defaultSeconds: 1, path: heard(text) }).secondsOf(answer, 'a'),
      ]),
    ),
  'core/endpoint/members.ts membersOf': (text) => jsonsWith(text).map(members.membersOf),
  'core/endpoint/members.ts folded': (text) => members.folded(text),
  'core/endpoint/members.ts valueAt': (text) =>
    perform(...jsonsWith(text).map((json) => () => members.valueAt(json, heard(text))), () =>
      members.valueAt(DEEP, heard(text)),
    ),
  'core/endpoint/private-key-jwt.ts privateKeyJwt': (text) =>
    perform(
      ...[KEY, text].map((privateKey) => () => {
        const [clientId, url, keyId] = [heard(text), heard(text), heard(text)];
        return privateKeyJwt
          .privateKeyJwt({ clientId, privateKey, keyId, certificate: '', algorithm: 'ES256' })
          .authenticate({ url, headers: {}, parameters: {} }, { wallMs: 0 });
      }),
    ),
  'core/endpoint/private-key-jwt.ts signingProblem': (text) =>
    privateKeyJwt.signingProblem(text, 'RS256'),
  'core/endpoint/private-key-jwt.ts certificateProblem': (text) =>
    perform(
      () => privateKeyJwt.certificateProblem(KEY, text),
      () => privateKeyJwt.certificateProblem(text, CERTIFICATE),
    ),
  'core/endpoint/token-location.ts isTokenName': (text) => tokenLocation.isTokenName(text),
  'core/endpoint/token-location.ts WELL_KNOWN_TOKEN': (text) =>
    answersWith(text).map((answer) => tokenLocation.WELL_KNOWN_TOKEN.find(answer)),
  'core/endpoint/token-location.ts tokenAt': (text) =>
    perform(
      ...answersWith(text).flatMap((answer) =>
        ['.', heard(text), 'access_token'].map(
          (path) => () => tokenLocation.tokenAt(path).find(answer),
        ),
      ),
    ),
  'core/endpoint/token-location.ts isJwt': (text) =>
    [text, text.slice(0, 65_536)].map(tokenLocation.isJwt),
  'core/endpoint/token-location.ts jwtPart': (text) => tokenLocation.jwtPart(text, 1),
  'core/endpoint/token-placement.ts tokenInHeader': (text) =>
    tokenInHeader(text, text).valueOf(text),
  'core/endpoint/told-lifetime.ts toldLifetimeSeconds': (text) =>
    toldLifetime.toldLifetimeSeconds(text, 0, undefined),
  'core/endpoint/told-lifetime.ts numberOf': (text) => toldLifetime.numberOf(text),
  'core/endpoint/told-time.ts dateMsOf': (text) => [text, text.slice(0, 64)].map(toldTime.dateMsOf),
  'core/endpoint/told-time.ts datesMsOf': (text) =>
    [text, text.slice(0, 64)].flatMap(toldTime.datesMsOf),
  'core/endpoint/told-time.ts durationSecondsOf': (text) =>
    [text, text.slice(0, 64)].map(toldTime.durationSecondsOf),

  'core/exchange/exchange.ts exchange': (text) => exchange(ANY_SETTINGS, sends(200, text), REQUEST),
  'core/exchange/transport-words.ts transportError': (text) =>
    transportWords.transportError(
      ANY_SETTINGS,
      { kind: 'unreachable', reason: undefined, code: text },
      `https://a.example/${text}`,
    ),
  'core/exchange/transport-words.ts transportWords': (text) =>
    transportWords.transportWords(ANY_SETTINGS, { kind: 'timeout' }, `https://a.example/${text}`),

  'core/http/body.ts headerOf': (text) => body.headerOf({ headers: { a: [text, text] } }, 'a'),
  'core/http/body.ts isHtml': (text) =>
    perform(...['', ' ', '<?xml ?>', '<!-- -->'].map((begin) => () => body.isHtml(begin + text))),
  'core/http/body.ts readBody': (text) => {
    const [half, rest] = [text.slice(0, text.length / 2), text.slice(text.length / 2)];
    async function* chunks() {
      yield Buffer.from(half);
      yield rest;
    }
    return body.readBody({
      status: 200,
      headers: { 'content-encoding': text },
      body: chunks(),
    } as Parameters<typeof body.readBody>[0]);
  },
  'core/http/echoing-methods.ts echoesToken': (text) => echoesToken(text),
  'core/http/decode.ts decoded': (text) =>
    perform(
      ...[undefined, 'deflate', text].map(
        (declared) => () => decoded(bytesOf(Buffer.from(text)), declared, 1 << 20),
      ),
      () => decoded(bytesOf(gzipSync(text, { level: 1 })), undefined, 1 << 16),
    ),
  'core/http/receive.ts receive': (text) => receive(sends(200, text), REQUEST),
  'core/http/transport-fault.ts tlsWanted': (text) => tlsWanted('http://a.example', 400, text),
  'core/vendors/agility.ts mayBeElsewhere': (text) =>
    apiAnswers(text).map((answer) => mayBeElsewhere(answer, 'unknown')),
  'core/http/transport-fault.ts transportFault': (text) =>
    transportFault(Object.assign(new Error(text, { cause: text }), { code: text, name: text })),

  'core/login/classify-token-answer.ts classifyTokenAnswer': (text) => {
    const { plan } = OTHER;
    if (plan.kind !== 'token-endpoint') throw new Error('It logs in at a token endpoint.');
    const reads = answersWith(text).map((answer, at): ReadAnswer => {
      const refusal = readRefusal.readRefusal(400, answer.json);
      const known = { answer, refusal, isPage: false, retryAfterSeconds: undefined };
      // A refusal is told by the third of them.
      return at === 2
        ? { kind: 'refusal', ...known }
        : { kind: 'answer', ...known, saysFailure: false, hintsAtFailure: false };
    });
    reads.push({ kind: 'redirect', location: text });
    return perform(...reads.map((one) => () => classifyTokenAnswer(OTHER, plan, 200, one)));
  },
  'core/login/redirect-target.ts redirectTarget': (text) =>
    [text, `https://sso.example.com/${text}`].map((location) =>
      redirectTarget({ url: 'https://login.example.com/token', secrets: ['s3cr3t'] }, location),
    ),
  'core/login/read-refusal.ts readRefusal': (text) =>
    jsonsWith(text).map((json) => readRefusal.readRefusal(400, json)),
  'core/login/read-refusal.ts saysFailure': (text) => jsonsWith(text).map(readRefusal.saysFailure),
  'core/login/read-refusal.ts hintsAtFailure': (text) =>
    jsonsWith(text).map(readRefusal.hintsAtFailure),
  'core/login/read-refusal.ts isError': (text) => jsonsWith(text).map(readRefusal.isError),
  'core/login/read-token-answer.ts readTokenAnswer': (text) => {
    const headers = headersWith(text);
    return perform(
      ...bodiesWith(text).map(
        (said) => () => readTokenAnswer({ status: 200, headers: {}, text: said }, 0),
      ),
      ...[302, 429].map((status) => () => readTokenAnswer({ status, headers, text: '' }, 0)),
    );
  },
  'core/login/retry-after.ts retryAfterOf': (text) =>
    perform(
      ...['ratelimit', 'x-ratelimit-reset'].map((only) => () => {
        const header = (name: string) => (name === only ? text : undefined);
        return retryAfter.retryAfterOf(header, 429, 0);
      }),
    ),
  'core/login/retry-after.ts retryAfterSecondsOf': (text) =>
    retryAfter.retryAfterSecondsOf(text, text),
  'core/login/word-token-failure.ts tokenFailureError': (text) =>
    tokenFailureError(OTHER, {
      code: 'unreadable-answer',
      cause: { kind: 'no-token', members: text },
      status: 200,
      description: text,
      errorUri: text,
    }),

  'core/operations/assets.ts assetsIn': (text) =>
    [jsonOf(text), jsonOf(listOf(text))].map(assets.assetsIn),
  'core/operations/assets.ts notReadError': (text) =>
    perform(
      ...[text, `<Exception>${text}`].map(
        (said) => () =>
          assets.notReadError(
            AGILITY,
            { status: 400, headers: {}, text: said },
            verbatim(''),
            undefined,
          ),
      ),
    ),
  'core/operations/grant-attributes.ts attributesToAskFor': (text) =>
    perform(
      () => grantAttributes.attributesToAskFor({ Attributes: jsonOf(text) }),
      () => grantAttributes.attributesToAskFor({ Attributes: { [text]: { name: text } } }),
      () => {
        const names = text.split(/[^a-z]/i).map((name) => ({ name: `A${name}` }));
        return grantAttributes.attributesToAskFor({ Attributes: names });
      },
    ),
  'core/operations/grant-attributes.ts shownAttributes': (text) =>
    grantAttributes.shownAttributes(assetWith(text), (value) => value),
  'core/operations/grant-attributes.ts grantLabel': (text) =>
    grantAttributes.grantLabel('1020', { a: text, b: `${text}b` }),
  'core/operations/list-grants.ts listGrants': (text) =>
    perform(
      ...[text, listOf(text), pageOfGrants(text)].map((answered) => () => {
        const { source, wait } = scene(undefined, AGILITY);
        const call = { settings: AGILITY, source, wait, send: sends(200, answered) };
        return listGrants(call, { pages: 1 });
      }),
    ),
  'core/operations/get-self.ts getSelf': (text) =>
    perform(
      ...[text, listOf(text)].map((answered) => () => {
        const { source } = scene(undefined, AGILITY);
        return getSelf(AGILITY, source, { send: sends(200, answered) });
      }),
    ),
  'core/operations/revoke-grant.ts revokeGrant': (text) =>
    perform(
      ...[200, 404].flatMap((status) =>
        [text, `<Exception>${text}`].map((answered) => () => {
          const { source } = scene(undefined, AGILITY);
          return revokeGrant(AGILITY, source, 1020, { send: sends(status, answered) });
        }),
      ),
    ),
  'core/token/sealed-token.ts tokenSeal': (text) =>
    perform(
      () => tokenSeal(ANY_SETTINGS)!.open(text),
      () => tokenSeal(ANY_SETTINGS)!.open(`vendor-auth-1:${text}`),
    ),
  'core/token/token-store.ts TokenStore': async (text) => {
    const texts = { read: async () => text, write: async () => undefined };
    const clock = { monotonicMs: () => 0, wallMs: () => 0 };
    const store = new TokenStore(texts, tokenSeal(ANY_SETTINGS)!, clock, () => undefined);
    await store.read();
    await store.claim();
  },
  'core/token/stored-token.ts parseStored': (text) =>
    perform(
      () => parseStored(text),
      () => parseStored(JSON.stringify({ identity: text, accessToken: text })),
    ),

  ...Object.fromEntries(
    Object.entries(vendors)
      .filter(([, value]) => vendors.VENDORS.includes(value as Vendor))
      .map(([name, vendor]) => [
        `core/vendors/${(vendor as Vendor).id}.ts ${name}`,
        vendorReader(vendor as Vendor),
      ]),
  ),
  'core/vendors/counting.ts count': (text) => jsonsWith(text).map((json) => count(json, NOUNS)),
};

const A_NOUN = () => ({ key: '', english: 'things', values: {} });
const NOUNS = { none: A_NOUN, one: A_NOUN, many: A_NOUN, uncounted: A_NOUN };

function bytesOf(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
