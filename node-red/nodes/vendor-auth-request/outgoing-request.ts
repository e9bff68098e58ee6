import type { NodeMessageInFlow } from 'node-red';
import { echoesToken, resolveUrl, sentences, URL_LABEL, type Settings } from '../../../core';
import { requestedCookies, type Cookies } from './cookies';
import { encodeBody, formOf, hasMembers, type RequestBody } from './request-body';
import { invalidField } from '../../lib/invalid-field';
import {
  collectHeaders,
  type HttpHeaders,
  type PropertyOf,
  type Spellings,
} from './request-headers';
import { positiveNumber, type RequestOptions } from './request-options';
import { fillTemplate, valueAt } from './url-template';

const SAY = sentences('request', {
  method: 'Method',
  methodEchoes:
    'Method “__method__” is not sent, because a server would repeat the access token in its answer. Use GET, POST, PUT, PATCH, DELETE or HEAD.',
  methodUnknown: 'Method “__method__” is not known. Use GET, POST, PUT, PATCH, DELETE or HEAD.',
  urlMissing: 'URL is missing. Enter it in the node, or set msg.url.',
  payload: 'Payload',
  payloadNotObject: 'Payload must be an object, since the node adds it to the query of the URL.',
});

/** Some gateways turn away requests that do not say what sends them. */
const USER_AGENT = 'vendor-auth';

/** Headers that say what the answer is to be like, and so may be known to anybody. */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'pragma',
  'range',
  'user-agent',
]);

/** What the core node warns of as well: it goes on all the same. */
export type RequestWarning =
  'overridden' | 'timeout-isnan' | 'timeout-isnegative' | 'certificate-check';

export type Warn = (why: RequestWarning) => void;

/** A request as it is to be sent, but for the token. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: HttpHeaders;
  /** How the names of requested headers were typed: some servers mind the case. */
  readonly spellings: Spellings;
  /** The headers that hold nothing secret. An origin that may not have the token gets only these. */
  readonly harmlessHeaders: HttpHeaders;
  readonly cookies: Cookies;
  readonly body: RequestBody | undefined;
  readonly timeoutMs: number;
  readonly followsRedirects: boolean;
  readonly maxAnswerBytes: number;
}

/**
 * What the node and the message together ask for.
 *
 * @throws {VendorAuthError} `invalid-settings`, in the words of the dialog, for what cannot be sent.
 */
export function outgoingRequest(
  options: RequestOptions,
  msg: NodeMessageInFlow,
  settings: Settings,
  propertyOf: PropertyOf,
  warn: Warn = () => undefined,
): OutgoingRequest {
  warnOfIgnored(options, msg, settings, warn);
  const method = methodOf(options, msg);
  const url = resolveUrl(settings, withEncodedPercents(addressOf(options, msg)));
  const { headers: requested, spellings } = collectHeaders(
    msg,
    options.headers,
    propertyOf,
    settings.plan.placement.header,
  );
  const { cookie, ...headers }: HttpHeaders = {
    'user-agent': USER_AGENT,
    ...settings.apiHeaders,
    ...requested,
  };
  const body = bodyOf(method, options, msg, headers, url);
  return {
    method,
    url,
    headers,
    spellings,
    harmlessHeaders: { 'user-agent': USER_AGENT, ...harmlessOf(requested) },
    cookies: requestedCookies(msg['cookies'], cookie),
    body,
    timeoutMs: timeoutOf(options, msg, warn),
    followsRedirects: msg['followRedirects'] === undefined || Boolean(msg['followRedirects']),
    maxAnswerBytes: options.maxAnswerBytes,
  };
}

/** What of a message has no say, as in the core node; and the check of certificates, which is the login's. */
function warnOfIgnored(
  { method, url }: RequestOptions,
  msg: NodeMessageInFlow,
  { tls }: Settings,
  warn: Warn,
): void {
  const isUrlSet = Boolean(msg['url']) && url !== '' && msg['url'] !== url;
  if (isUrlSet || (msg['method'] && method !== 'USE')) warn('overridden');
  const { rejectUnauthorized: asked } = msg;
  if (typeof asked !== 'boolean' && typeof asked !== 'string') return;
  const isToCheck = String(asked).toLowerCase() !== 'false';
  if (isToCheck === tls.allowUnauthorizedCerts) warn('certificate-check');
}

/** Any other header may be a login, so it stays with the vendor. */
function harmlessOf(headers: HttpHeaders): HttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS_HEADERS.has(name)));
}

function methodOf(options: RequestOptions, msg: NodeMessageInFlow): string {
  const { method: wanted } = msg;
  const usesMessage = options.method === 'USE' && typeof wanted === 'string' && wanted !== '';
  const method = usesMessage ? wanted.toUpperCase() : options.method;
  if (method === 'USE') return 'GET';
  const isEchoed = echoesToken(method);
  // CONNECT asks for a tunnel, not for an answer.
  if (/^[A-Z]+$/.test(method) && method !== 'CONNECT' && !isEchoed) return method;
  const named = { method: method.slice(0, 20) };
  const message = isEchoed ? SAY.methodEchoes(named) : SAY.methodUnknown(named);
  throw invalidField('method', SAY.method(), message);
}

function addressOf(options: RequestOptions, msg: NodeMessageInFlow): string {
  const { url: wanted } = msg;
  if (options.url !== '') return fillTemplate(options.url, (path) => valueAt(msg, path));
  if (typeof wanted === 'string' && wanted.trim() !== '') return wanted;
  throw invalidField('url', URL_LABEL, SAY.urlMissing());
}

/** A percent sign in the query that encodes nothing stands for itself. */
function withEncodedPercents(address: string): string {
  const at = address.indexOf('?');
  if (at < 0) return address;
  return address.slice(0, at) + address.slice(at).replace(/%(?![\da-f]{2})/gi, '%25');
}

/** The body; or, for a GET, the query that is added to the address. */
function bodyOf(
  method: string,
  options: RequestOptions,
  msg: NodeMessageInFlow,
  headers: HttpHeaders,
  url: URL,
): RequestBody | undefined {
  const { payload } = msg;
  if (payload === undefined || method === 'HEAD') return undefined;
  if (method !== 'GET') return encoded(payload, headers);
  switch (options.getPayload) {
    case 'ignore':
      return undefined;
    case 'body':
      return encoded(payload, headers);
    case 'query': {
      if (!hasMembers(payload)) {
        throw invalidField('paytoqs', SAY.payload(), SAY.payloadNotObject());
      }
      const query = formOf(payload);
      if (query !== '') url.search += `${url.search === '' ? '?' : '&'}${query}`;
      return undefined;
    }
  }
}

function encoded(payload: unknown, headers: HttpHeaders): RequestBody {
  const { body, contentType } = encodeBody(payload, headers);
  const isMultipart = contentType?.startsWith('multipart/') === true;
  if (contentType !== undefined && (isMultipart || headers['content-type'] === undefined)) {
    headers['content-type'] = contentType;
  }
  return body;
}

function timeoutOf(options: RequestOptions, msg: NodeMessageInFlow, warn: Warn): number {
  const { requestTimeout: wanted } = msg;
  if (wanted === undefined) return options.timeoutMs;
  const timeoutMs = positiveNumber(wanted) ?? 0;
  if (timeoutMs >= 1) return timeoutMs;
  const isNumber = ['number', 'string'].includes(typeof wanted) && !Number.isNaN(Number(wanted));
  warn(isNumber ? 'timeout-isnegative' : 'timeout-isnan');
  return options.timeoutMs;
}
