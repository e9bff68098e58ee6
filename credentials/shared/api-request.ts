import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { parseUrl, type Settings, type TlsOptions } from '../../core';
import { tlsOptions } from './transport';

/**
 * A request as n8n hands it to a credential type. The HTTP Request node still speaks n8n's older
 * dialect, which names the address and the TLS options differently.
 */
export type ApiRequest = IHttpRequestOptions & {
  readonly uri?: string;
  readonly rejectUnauthorized?: boolean;
};

/**
 * Where the request goes, or undefined if that is no web address, or not the same for all who read it.
 * With a base beside it, n8n's HTTP client appends to the base what does not begin like an address for it,
 * while the standard passes over blanks within a scheme and takes backslashes for slashes.
 */
export function targetOf(request: ApiRequest): URL | undefined {
  const address = addressOf(request);
  const base = request.baseURL;
  const target = parseUrl(address, base);
  if (target === undefined) return undefined;
  const isAppended = base !== undefined && base !== '' && !BEGINS_LIKE_ADDRESS.test(address);
  return isAppended && target.origin !== new URL(base).origin ? undefined : target;
}

/** What axios takes for a whole address, also one without a scheme. */
const BEGINS_LIKE_ADDRESS = /^(?:[a-z][a-z\d+.-]{0,100}:)?\/\//i;

/** What n8n takes for the address: the newer dialect's before the older one's. */
function addressOf({ url, uri }: ApiRequest): string {
  const address: unknown = url ?? uri;
  return typeof address === 'string' ? address : '';
}

/**
 * The request with the token, the vendor's own headers and the credential's TLS options on it. It is a
 * new object: n8n shows the old one in its editor and keeps it with errors.
 *
 * Whatever else the node asked for and could send the token somewhere else, or something else in place
 * of the token, is left out.
 */
export function authorized(
  request: ApiRequest,
  settings: Settings,
  tokenHeader: Readonly<Record<string, string>>,
): ApiRequest {
  const own = new Set([...ADDRESS_AND_LOGIN, ...Object.keys(tokenHeader)]);
  const headers = withoutHeaders(request.headers, own);
  const names = new Set(Object.keys(headers).map(plainName));
  const missing = Object.entries(settings.apiHeaders).filter(([name]) => !names.has(name));
  const kept = Object.entries(request).filter(([option]) => !REPLACED.has(option));
  return {
    ...Object.fromEntries(kept),
    // For both dialects, so that both of n8n's helpers read the same address.
    url: addressOf(request),
    headers: { ...headers, ...Object.fromEntries(missing), ...tokenHeader },
    ...trust(request, settings.tls),
    // n8n's default is to send the token along to wherever a redirect leads (rule T12).
    sendCredentialsOnCrossOriginRedirect: false,
  };
}

/** The address is given anew, `trust` decides about TLS, and a login of the node would replace the token. */
const REPLACED: ReadonlySet<string> = new Set([
  'uri',
  'auth',
  'agentOptions',
  'skipSslCertificateValidation',
  'rejectUnauthorized',
]);

/**
 * The host belongs to the address: Node.js takes the TLS server name from a Host header, and n8n's HTTP
 * client takes the origin of a relative redirect from it.
 */
const ADDRESS_AND_LOGIN: ReadonlySet<string> = new Set(['host', 'authorization']);

/**
 * The headers that are left. axios takes a header whose value is an object, such as `get`, for further
 * headers, and it cuts blanks off a name: both would bring a header back in.
 */
export function withoutHeaders(
  headers: IDataObject | undefined,
  names: ReadonlySet<string>,
): IDataObject {
  const entries = Object.entries(headers ?? {});
  return Object.fromEntries(
    entries.filter(([name, value]) => !names.has(plainName(name)) && isHeaderValue(value)),
  );
}

function plainName(name: string): string {
  return name.trim().toLowerCase();
}

function isHeaderValue(value: unknown): boolean {
  if (Array.isArray(value))
    return value.every((one) => typeof one !== 'object' && isHeaderValue(one));
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** TLS options by which the caller shows who it is. All others decide whom it trusts, or where it connects. */
const CLIENT_CERTIFICATE = ['cert', 'key', 'passphrase', 'pfx'] as const;

type Trust = Pick<
  ApiRequest,
  'agentOptions' | 'skipSslCertificateValidation' | 'rejectUnauthorized'
>;

/**
 * Which servers are trusted with the token (rule T15). The credential decides. Where it says nothing, the
 * node may trust a further authority, or any certificate, but only on the way that the network itself
 * takes: whoever chooses the proxy as well could read the token.
 */
function trust(request: ApiRequest, tls: TlsOptions): Trust {
  const own = request.agentOptions ?? {};
  const mayNodeVouch = tls.caCertificate === undefined && !request.proxy;
  const nodeTrustsAll =
    request.skipSslCertificateValidation === true ||
    request.rejectUnauthorized === false ||
    own.rejectUnauthorized === false;
  const trustsAll = tls.allowUnauthorizedCerts || (mayNodeVouch && nodeTrustsAll);
  const agentOptions = {
    ...Object.fromEntries(
      CLIENT_CERTIFICATE.filter((name) => own[name] !== undefined).map((name) => [name, own[name]]),
    ),
    ...(mayNodeVouch && own.ca !== undefined ? { ca: own.ca } : {}),
    ...tlsOptions(tls).agentOptions,
  };
  return {
    ...(Object.keys(agentOptions).length === 0 ? {} : { agentOptions }),
    ...(trustsAll ? { skipSslCertificateValidation: true } : {}),
    // The newer dialect does not know it.
    ...(trustsAll || request.rejectUnauthorized !== undefined
      ? { rejectUnauthorized: !trustsAll }
      : {}),
  };
}
