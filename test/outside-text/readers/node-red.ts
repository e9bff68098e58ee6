/** Longer than 250 lines, since it is a table: one entry for each function that looks into a message. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { NodeMessageInFlow } from 'node-red';
import type { Dispatcher } from 'undici';
import {
  apiAnswer,
  clientCredentials,
  eggplantDai,
  fieldsOf,
  TokenSources,
  type ApiAnswer,
} from '../../../core';
import { checkField } from '../../../node-red/editor/browser/field-check';
import * as fieldControl from '../../../node-red/editor/browser/field-control';
import type { FieldRows } from '../../../node-red/editor/browser/field-rows';
import { paste } from '../../../node-red/editor/browser/paste';
import * as pastedText from '../../../node-red/editor/browser/pasted-text';
import type { Query } from '../../../node-red/editor/browser/red';
import * as bearerMarks from '../../../node-red/lib/bearer-marks';
import * as clonable from '../../../node-red/lib/clonable';
import * as connectionHeaders from '../../../node-red/lib/connection-headers';
import * as contentCoding from '../../../node-red/lib/content-coding';
import { Credential } from '../../../node-red/lib/credential';
import { fingerprintOf } from '../../../node-red/lib/fingerprint';
import { hashSum } from '../../../node-red/lib/hash-sum';
import * as messageHeaders from '../../../node-red/lib/message-headers';
import { migrate } from '../../../node-red/lib/migrate';
import * as nodeError from '../../../node-red/lib/node-error';
import * as proxy from '../../../node-red/lib/proxy';
import { LenientHead } from '../../../node-red/lib/lenient-head';
import { ContinueFilter } from '../../../node-red/lib/skip-continue';
import { assertVariablesSet } from '../../../node-red/lib/unset-variable';
import { variablesIn, withVariables } from '../../../node-red/lib/variable-name';
import { notEvaluated } from '../../../node-red/nodes/agility-revoke-grant/revoke';
import { answerOn } from '../../../node-red/nodes/vendor-auth-bearer/answer-on';
import { nextUrl } from '../../../node-red/nodes/vendor-auth-bearer/next-url';
import { readAnswerBody } from '../../../node-red/nodes/vendor-auth-request/answer-body';
import { answerError } from '../../../node-red/nodes/vendor-auth-request/answer-error';
import { putAnswer } from '../../../node-red/nodes/vendor-auth-request/answer-message';
import * as cookies from '../../../node-red/nodes/vendor-auth-request/cookies';
import { isNestedTooDeeply } from '../../../node-red/nodes/vendor-auth-request/json-depth';
import { jsonOf as writtenJson } from '../../../node-red/nodes/vendor-auth-request/json-of';
import { encodeMultipart } from '../../../node-red/nodes/vendor-auth-request/multipart';
import { outgoingRequest } from '../../../node-red/nodes/vendor-auth-request/outgoing-request';
import { payloadJson } from '../../../node-red/nodes/vendor-auth-request/payload-json';
import * as redirect from '../../../node-red/nodes/vendor-auth-request/redirect';
import * as requestBody from '../../../node-red/nodes/vendor-auth-request/request-body';
import {
  collectHeaders,
  spelled,
} from '../../../node-red/nodes/vendor-auth-request/request-headers';
import * as requestOptions from '../../../node-red/nodes/vendor-auth-request/request-options';
import { textOf } from '../../../node-red/nodes/vendor-auth-request/text-of';
import * as urlTemplate from '../../../node-red/nodes/vendor-auth-request/url-template';
import * as changedSetting from '../../../node-red/nodes/vendor-auth/changed-setting';
import { readDialog, type DialogContent } from '../../../node-red/nodes/vendor-auth/dialog-content';
import { settingLabel } from '../../../node-red/nodes/vendor-auth/labels';
import * as sameOrigin from '../../../node-red/nodes/vendor-auth/same-origin';
import { credential, SECRET } from '../../core/support/credentials';
import { SimulatedClock } from '../../core/support/simulated-clock';
import {
  ANY_SETTINGS,
  DEEP,
  heard,
  jsonOf,
  membersOf,
  nested,
  OTHER,
  perform,
  upTo,
  type Readers,
} from './support';

const TOKEN_HEADER = 'authorization';
const OPTIONS = requestOptions.requestOptions({}, undefined);
const CC = OTHER.vendor;

/** One that has rules of its own for what is pasted, and the one with the most fields. */
const PASTED_FOR = [eggplantDai, clientCredentials];

const message = (members: Record<string, unknown>): NodeMessageInFlow => ({
  _msgid: '1',
  ...members,
});

const clone = (msg: unknown): unknown => structuredClone(msg);

const toToken = (text: string, status: number): ApiAnswer =>
  apiAnswer({ status, headers: { 'www-authenticate': text }, text });

const answer = (text: string, status = 404) => ({
  status,
  headers: { 'set-cookie': [text], location: text, 'x-a': text },
  body: Buffer.from(text),
  url: `https://acme.dvinci-hr.com/${encodeURIComponent(text.slice(0, 1000))}`,
  redirections: [],
  toToken: toToken(text, status),
});

/** An answer as undici gives it. */
const response = (text: string, body: Buffer, encoding: string): Dispatcher.ResponseData =>
  ({
    statusCode: 302,
    headers: { location: text, 'set-cookie': [text], 'content-encoding': encoding },
    body: Readable.from([body]),
  }) as unknown as Dispatcher.ResponseData;

const step = (text: string): redirect.Step => ({
  method: 'GET',
  url: new URL(ANY_SETTINGS.baseUrl),
  headers: { a: text },
  cookies: new Map([['a', text]]),
  body: undefined,
  tokenHeader: { [TOKEN_HEADER]: text },
});

const RULES = { settings: ANY_SETTINGS, secrets: [SECRET], harmlessHeaders: {} };

const mark = (put: Record<string, string>) => ({ id: '1', url: '', put });

const DECODING_ERRORS = { tooLarge: () => new Error('large'), undecodable: () => new Error('odd') };

async function read(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) void chunk;
}

const dialogWith = (fields: DialogContent['fields']): DialogContent => ({
  id: 'login',
  vendor: CC.id,
  fields,
  tls: '',
  proxy: '',
});

const dialogFields = (text: string, most: number) =>
  Object.fromEntries(fieldsOf(CC).map(({ name }) => [name, text.slice(0, most)]));

const credentialWith = (checkPath: string): Credential =>
  Credential.from(
    { vendor: CC.id, fields: credential('client-credentials', { checkPath }) },
    new TokenSources(new SimulatedClock(), () => 1),
  );

const WORKING = credentialWith('me');

/** A page's element, in which that text stands. */
const elementWith = (text: string): Query => {
  const query: Partial<Query> = { prop: (() => false) as unknown as Query['prop'] };
  const itself = () => query as Query;
  query.val = ((value?: string) => (value === undefined ? text : itself())) as Query['val'];
  query.trigger = itself;
  return query as Query;
};

function withElements(text: string, act: () => unknown): unknown {
  const page = globalThis as { $?: unknown };
  page.$ = () => elementWith(text);
  try {
    return act();
  } finally {
    delete page.$;
  }
}

const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;
const answering = (): ServerResponse =>
  ({
    setHeader: () => undefined,
    getHeader: () => 'a',
    end: () => undefined,
  }) as unknown as ServerResponse;
const goOn = () => undefined;

/** What looks into messages, dialogs, pasted text, and the answers that Node-RED's nodes hand on. */
export const NODE_RED_READERS: Readers = {
  'node-red/editor/browser/field-check.ts checkField': (text) =>
    perform(
      ...fieldsOf(CC).flatMap((field) =>
        upTo(text, field.kind).map((typed) => () => checkField(CC, field, typed, () => typed)),
      ),
    ),
  'node-red/editor/browser/field-control.ts FieldControl': (text) =>
    withElements(text, () => {
      const [secret] = fieldsOf(CC).filter(({ kind }) => kind === 'secret');
      const control = new fieldControl.FieldControl({
        row: '',
        control: 'a',
        saved: 'b',
        problem: '',
        help: '',
      });
      control.dropMark(secret!);
      control.load(secret!);
    }),
  'node-red/editor/browser/pasted-text.ts likelyBaseUrl': (text) => pastedText.likelyBaseUrl(text),
  'node-red/editor/browser/pasted-text.ts namesSecret': (text) => pastedText.namesSecret(text),
  'node-red/editor/browser/paste.ts paste': (text) =>
    paste(
      {
        preventDefault: () => undefined,
        target: { nodeName: 'INPUT' },
        originalEvent: { clipboardData: { getData: () => text } },
      },
      PASTED_FOR[0],
      { set: () => undefined, tell: () => undefined } as unknown as FieldRows,
      { words: (key) => key, say: () => '', sayAll: () => '' },
    ),
  'node-red/editor/browser/pasted-text.ts readPastedLogin': (text) =>
    perform(
      ...[
        text,
        text.slice(0, 65_536),
        `client_id,b\n${text.slice(0, 65_000)}`,
        `https://a.example/${text.slice(0, 65_000)}`,
      ].flatMap((pasted) =>
        PASTED_FOR.map((vendor) => () => pastedText.readPastedLogin(pasted, vendor)),
      ),
    ),

  'node-red/lib/bearer-marks.ts markSent': (text) =>
    bearerMarks.markSent(
      message({ url: text, _vendorAuth: membersOf(text, mark({ a: '' })) }),
      'node',
      { headers: { a: text }, mayFollowRedirects: false },
    ),
  'node-red/lib/bearer-marks.ts takeMark': (text) =>
    perform(
      () => bearerMarks.takeMark(message({ _vendorAuth: { [text]: text } }), text),
      () => bearerMarks.takeMark(message({ _vendorAuth: membersOf(text, mark({})) }), 'a1'),
    ),
  'node-red/lib/bearer-marks.ts takeBack': (text) =>
    perform(
      ...[membersOf(text, mark({ a: '' })), membersOf(text, mark({ a1: '' }))].flatMap((marks) =>
        [{ a: text }, membersOf(text, 'value')].map(
          (headers) => () => bearerMarks.takeBack(message({ headers, _vendorAuth: marks })),
        ),
      ),
    ),
  'node-red/lib/clonable.ts unclonableProperties': (text) =>
    perform(
      () => clonable.unclonableProperties(message({ [text]: text }), clone),
      () => clonable.unclonableProperties(message({ a: nested(text) }), clone),
      () => clonable.unclonableProperties(message(membersOf(heard(text), ['a'])), clone),
    ),
  'node-red/lib/clonable.ts plainCopy': (text) =>
    clonable.plainCopy(message({ [text]: text, a: nested(text), error: text }), text, clone),
  'node-red/lib/connection-headers.ts belongsToConnection': (text) =>
    connectionHeaders.belongsToConnection(text),
  'node-red/lib/connection-headers.ts withoutConnectionHeaders': (text) =>
    connectionHeaders.withoutConnectionHeaders({ [text]: text }),
  'node-red/lib/content-coding.ts headersOfDecoded': (text) =>
    contentCoding.headersOfDecoded({ 'content-encoding': text }),
  'node-red/lib/content-coding.ts decoded': (text) => {
    const packed = gzipSync(text, { level: 1 });
    const decode = (body: Buffer, coding: string) =>
      read(contentCoding.decoded(Readable.from([body]), coding, 1 << 16, DECODING_ERRORS));
    return perform(
      () => decode(packed, 'gzip'),
      () => decode(packed, text),
      () => decode(Buffer.from(text), 'gzip, gzip'),
      () => decode(Buffer.from(text), 'deflate'),
    );
  },
  'node-red/lib/fingerprint.ts fingerprintOf': (text) => fingerprintOf([text]),
  'node-red/lib/hash-sum.ts hashSum': (text) => hashSum({ a: text, 'set-cookie': [text] }),
  'node-red/lib/message-headers.ts requestedHeaders': (text) =>
    messageHeaders.requestedHeaders({ a: nested(text), 'x-node-red-request-node': text }),
  'node-red/lib/message-headers.ts isUntouchedAnswer': (text) =>
    perform(
      () => messageHeaders.isUntouchedAnswer({ a: text, 'x-node-red-request-node': text }),
      () => messageHeaders.isUntouchedAnswer({ a: nested(text), 'x-node-red-request-node': text }),
    ),
  'node-red/lib/message-headers.ts markedAsAnswer': (text) =>
    messageHeaders.markedAsAnswer({ a: text, ...membersOf(text, 'a') }),
  'node-red/lib/message-headers.ts withoutHeader': (text) =>
    messageHeaders.withoutHeader({ [text]: text }, TOKEN_HEADER),
  'node-red/lib/message-headers.ts dropHeaders': (text) =>
    messageHeaders.dropHeaders(
      message({ headers: { [text]: text, ...membersOf(text, 'a') } }),
      (name) => name === text,
    ),
  'node-red/lib/message-headers.ts withHeaders': (text) =>
    messageHeaders.withHeaders({ [text]: text, ...membersOf(text, 'a') }, { a: text, b: text }),
  'node-red/lib/message-headers.ts missingHeaders': (text) =>
    messageHeaders.missingHeaders({ [text]: text }, membersOf(text, 'a')),
  'node-red/lib/migrate.ts migrate': (text) => migrate({ version: text, paytoqs: text }),
  'node-red/lib/node-error.ts NodeError': (text) =>
    String(new nodeError.NodeError(nodeError.failureOf(new Error(text)), () => text)),
  'node-red/lib/node-error.ts failureOf': (text) => nodeError.failureOf(new Error(text)),
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
  'node-red/lib/proxy.ts proxyFor': (text) => {
    const address = { httpProxy: 'http://p', httpsProxy: 'http://p', noProxy: text };
    // Connections are opened by origin, which is short.
    const url = new URL('http://a.example');
    return perform(
      () => proxy.proxyFor(address, url),
      () => proxy.proxyFor({ ...address, isLegacy: true }, url),
    );
  },
  'node-red/lib/lenient-head.ts LenientHead': (text) =>
    perform(
      ...['', 'HTTP/1.1 100 \n', 'HTTP/1.1 200 \nA'].map((begin) => () => {
        const filter = new LenientHead();
        filter.expectAnswer();
        for (const piece of [begin, ...text.slice(0, 200), text]) filter.pass(Buffer.from(piece));
      }),
    ),
  'node-red/lib/skip-continue.ts ContinueFilter': (text) =>
    perform(
      ...['', 'HTTP/1.1 100 \r\n'].map((begin) => () => {
        const filter = new ContinueFilter();
        filter.expectAnswer();
        for (const piece of [begin, ...text.slice(0, 200), text]) {
          filter.pass(Buffer.from(piece));
        }
      }),
    ),
  'node-red/lib/unset-variable.ts assertVariablesSet': (text) =>
    perform(
      ...['', '${', '$('].map(
        (begin) => () =>
          assertVariablesSet(
            'dvinci',
            { clientSecret: `${begin}${text}}` },
            new Map([['clientSecret', { name: text, isAll: true }]]),
          ),
      ),
    ),
  'node-red/lib/variable-name.ts variablesIn': (text) =>
    perform(...[text, `\${${text}`, `\${${text}}`].map((value) => () => variablesIn(value))),
  'node-red/lib/variable-name.ts withVariables': (text) =>
    perform(
      ...[text, `\${${text}`, `\${${text}}`].map((value) => () => withVariables(value, () => 'b')),
      () => withVariables('${A}-${B}', () => text),
    ),

  'node-red/nodes/agility-revoke-grant/revoke.ts notEvaluated': (text) =>
    notEvaluated(new Error(text)),
  'node-red/nodes/vendor-auth-bearer/answer-on.ts answerOn': (text) =>
    perform(
      ...[text, Buffer.from(text), jsonOf(text) ?? { [text]: text }].map((payload) => () => {
        const msg = message({ statusCode: 403, headers: { a: text }, payload });
        const on = answerOn(msg, { statuses: [], body: 'a' });
        return [on.text(), on.json(), on.header('a')];
      }),
    ),
  'node-red/nodes/vendor-auth-bearer/next-url.ts nextUrl': (text) =>
    perform(...[text, text.slice(0, 65_536)].map((url) => () => nextUrl(url))),

  'node-red/nodes/vendor-auth-request/answer-body.ts readAnswerBody': (text) =>
    perform(
      () => readAnswerBody(response(text, Buffer.from(text), text), 'GET', 1 << 20, CC),
      () =>
        readAnswerBody(response(text, gzipSync(text, { level: 1 }), 'gzip'), 'GET', 1 << 16, CC),
    ),
  'node-red/nodes/vendor-auth-request/answer-error.ts answerError': (text) =>
    perform(
      ...[400, 401, 404, 500].flatMap((status) =>
        [text, JSON.stringify({ errorMsg: text })].map(
          (body) => () => answerError(ANY_SETTINGS, answer(body, status), [SECRET]),
        ),
      ),
    ),
  'node-red/nodes/vendor-auth-request/answer-message.ts putAnswer': (text) =>
    putAnswer(message({}), answer(text), 'obj', TOKEN_HEADER),
  'node-red/nodes/vendor-auth-request/cookies.ts canBeSent': (text) =>
    cookies.canBeSent(text, text),
  'node-red/nodes/vendor-auth-request/cookies.ts splitAtEquals': (text) =>
    cookies.splitAtEquals(text),
  'node-red/nodes/vendor-auth-request/cookies.ts cookieHeader': (text) =>
    cookies.cookieHeader(new Map([[text, text]])),
  'node-red/nodes/vendor-auth-request/cookies.ts requestedCookies': (text) =>
    perform(
      () => cookies.requestedCookies(undefined, text),
      () => cookies.requestedCookies({ a: text, b: { value: text, encode: false } }, undefined),
      () => cookies.requestedCookies({ [text]: text }, undefined),
    ),
  'node-red/nodes/vendor-auth-request/cookies.ts responseCookies': (text) =>
    cookies.responseCookies([text, `a="${text}"`, `a=b; ${text}`]),
  'node-red/nodes/vendor-auth-request/json-depth.ts isNestedTooDeeply': (text) =>
    isNestedTooDeeply(Buffer.from(text)),
  'node-red/nodes/vendor-auth-request/json-of.ts jsonOf': (text) =>
    writtenJson({ [text]: nested(text) }, () => {
      throw new Error('It is nested too deeply.');
    }),
  'node-red/nodes/vendor-auth-request/multipart.ts encodeMultipart': (text) =>
    encodeMultipart({
      [text]: 'a',
      b: { value: 'c', options: { filename: text, contentType: 'text/plain' } },
    }),
  'node-red/nodes/vendor-auth-request/outgoing-request.ts outgoingRequest': (text) =>
    perform(
      ...(['url', 'method', 'payload', 'headers', 'cookies', 'requestTimeout'] as const).map(
        (property) => () =>
          outgoingRequest(
            { ...OPTIONS, method: 'USE' },
            message({ url: 'a', method: 'POST', [property]: text }),
            ANY_SETTINGS,
            () => text,
          ),
      ),
      () => outgoingRequest({ ...OPTIONS, url: text }, message({}), ANY_SETTINGS, () => text),
      () => {
        const payload = membersOf(text, 'a');
        const asQuery = { ...OPTIONS, getPayload: 'query' } as const;
        return outgoingRequest(asQuery, message({ url: 'a', payload }), ANY_SETTINGS, () => text);
      },
    ),
  'node-red/nodes/vendor-auth-request/payload-json.ts payloadJson': (text) => payloadJson([text]),
  'node-red/nodes/vendor-auth-request/redirect.ts redirectTarget': (text) =>
    redirect.redirectTarget(step(text), response(text, Buffer.alloc(0), '')),
  'node-red/nodes/vendor-auth-request/redirect.ts nextStep': (text) =>
    perform(
      ...['https://a.example', ANY_SETTINGS.baseUrl].map((url) => () => {
        const answered = response(text, Buffer.alloc(0), '');
        return redirect.nextStep(step(text), answered, new URL(`${url}/${heard(text)}`), RULES);
      }),
    ),
  'node-red/nodes/vendor-auth-request/redirect.ts tooManyRedirects': (text) =>
    redirect.tooManyRedirects(new URL(`https://a.example/${text}`), RULES),
  'node-red/nodes/vendor-auth-request/request-body.ts encodeBody': (text) =>
    requestBody.encodeBody([text], { 'content-type': text }),
  'node-red/nodes/vendor-auth-request/request-body.ts formOf': (text) =>
    requestBody.formOf({ a: text }),
  'node-red/nodes/vendor-auth-request/request-headers.ts collectHeaders': (text) =>
    perform(
      () => collectHeaders({ headers: { [text]: text } }, [], () => text, TOKEN_HEADER),
      () => collectHeaders({ headers: { a: text, b: [text] } }, [], () => text, TOKEN_HEADER),
      () => {
        const rows = [{ keyType: 'msg', valueType: 'msg' }];
        return collectHeaders({}, rows, () => text, TOKEN_HEADER);
      },
    ),
  'node-red/nodes/vendor-auth-request/request-headers.ts spelled': (text) =>
    spelled({ [text]: text }, new Map([[text, text]])),
  'node-red/nodes/vendor-auth-request/request-options.ts positiveNumber': (text) =>
    requestOptions.positiveNumber(text),
  'node-red/nodes/vendor-auth-request/request-options.ts requestOptions': (text) =>
    requestOptions.requestOptions({ method: text, url: text, paytoqs: text }, text, text),
  'node-red/nodes/vendor-auth-request/text-of.ts textOf': (text) => textOf([text]),
  'node-red/nodes/vendor-auth-request/url-template.ts fillTemplate': (text) =>
    perform(
      () => urlTemplate.fillTemplate(text, () => 'value'),
      () => urlTemplate.fillTemplate(text.slice(0, 65_536), () => 'value'),
      () => urlTemplate.fillTemplate(`{{${text.slice(0, 65_000)}`, () => 'value'),
      () => urlTemplate.fillTemplate('{{a}}'.repeat(1000), () => text),
      () => urlTemplate.fillTemplate('{{{a}}}'.repeat(1000), () => [text]),
      () => urlTemplate.fillTemplate('{{#a}}{{#.}}{{.}}{{/.}}{{/a}}', () => [...text]),
      () => urlTemplate.fillTemplate('{{#a}}{{#b}}{{/b}}{{/a}}', () => [...text]),
    ),
  'node-red/nodes/vendor-auth-request/url-template.ts valueAt': (text) =>
    // Of what stands in an address.
    urlTemplate.valueAt(DEEP, text.slice(0, 65_536)),

  'node-red/nodes/vendor-auth/changed-setting.ts settingChangedFrom': (text) => {
    const fields = dialogFields(text, 8_192);
    return perform(
      ...[{}, fields].map(
        (deployed) => () =>
          changedSetting.settingChangedFrom(
            { vendor: CC.id, ...deployed },
            dialogWith(fields),
            new Set([text]),
          ),
      ),
    );
  },
  'node-red/nodes/vendor-auth/changed-setting.ts settingChangedFromWorking': (text) =>
    changedSetting.settingChangedFromWorking(
      WORKING,
      credentialWith(`a${heard(text).slice(0, 8_000)}`),
      new Set([text]),
    ),
  'node-red/nodes/vendor-auth/dialog-content.ts readDialog': (text) =>
    perform(
      () => readDialog({ ...dialogWith({ [text]: text }), id: text, tls: text, proxy: text }),
      () => readDialog(dialogWith(dialogFields(text, 8_192))),
    ),
  'node-red/nodes/vendor-auth/labels.ts settingLabel': (text) => settingLabel(text, text),
  'node-red/nodes/vendor-auth/same-origin.ts keepOtherOriginsOut': (text) =>
    perform(
      ...(['sec-fetch-site', 'host', 'x-forwarded-host', 'origin'] as const).map((name) => () => {
        const headers = { origin: 'https://a.example', [name]: text };
        return sameOrigin.keepOtherOriginsOut(request(headers), answering(), goOn);
      }),
    ),
  'node-red/nodes/vendor-auth/same-origin.ts acceptJsonOnly': (text) =>
    sameOrigin.acceptJsonOnly(request({ 'content-type': text }), answering(), goOn),
};
