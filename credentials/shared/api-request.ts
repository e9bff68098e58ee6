import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Settings } from '../../core';
import { tlsOptions } from './transport';

/**
 * A request as n8n hands it to a credential type. The HTTP Request node still speaks n8n's older
 * dialect, which names the address and the TLS options differently.
 */
export type ApiRequest = IHttpRequestOptions & {
  readonly uri?: string;
  readonly rejectUnauthorized?: boolean;
};

/** Where the request goes, or undefined if that is no web address. */
export function targetOf(request: ApiRequest): URL | undefined {
  const address = request.url ?? request.uri;
  const base = request.baseURL;
  return URL.canParse(address, base) ? new URL(address, base) : undefined;
}

/**
 * The request with the token, the vendor's own headers and the credential's TLS options on it. It is a
 * new object: n8n shows the old one in its editor and keeps it with errors.
 */
export function authorized(
  request: ApiRequest,
  settings: Settings,
  authorization: string,
): ApiRequest {
  const { vendor, tls } = settings;
  const headers = withoutHeader(request.headers ?? {}, 'authorization');
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const missing = Object.entries(vendor.apiHeaders ?? {}).filter(([name]) => !names.has(name));
  const { agentOptions, ...verification } = tlsOptions(tls);
  return {
    ...request,
    headers: { ...headers, ...Object.fromEntries(missing), authorization },
    ...(agentOptions === undefined
      ? {}
      : { agentOptions: { ...agentOptions, ...request.agentOptions } }),
    ...verification,
    ...(tls.allowUnauthorizedCerts ? { rejectUnauthorized: false } : {}),
    // n8n's default is to send the token along to wherever a redirect leads (rule T12).
    sendCredentialsOnCrossOriginRedirect: false,
  };
}

export function withoutHeader(headers: IDataObject, name: string): IDataObject {
  return Object.fromEntries(
    Object.entries(headers).filter(([header]) => header.toLowerCase() !== name),
  );
}
