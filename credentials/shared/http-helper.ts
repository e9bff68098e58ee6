import type { IDataObject, IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';
import { EXPORTS_OF_HOST, isSince2_34, type HostExports } from './host-version';

/** n8n's HTTP helper, which heeds n8n's proxy settings and the credential's allowed domains. */
export type HttpHelper = IHttpRequestHelper['helpers']['httpRequest'];

/** The helpers that n8n gives to a credential type or a node, as far as they send requests. */
export interface HttpHelpers {
  readonly httpRequest: HttpHelper;
  /** In n8n's older dialect; n8n 2.41 gives it to nodes alone. */
  readonly request?: unknown;
}

/**
 * The helper that sends requests with the login's certificates. `httpRequest` of n8n before 2.20 passes over
 * `agentOptions`, and with them over CA Certificate and a client certificate (rule T15). The helper that it
 * replaced heeds them, so an older n8n sends with that one whatever needs certificates.
 */
export function httpHelper(
  { httpRequest, request }: HttpHelpers,
  host: HostExports = EXPORTS_OF_HOST,
): HttpHelper {
  const older = isSince2_34(host) ? undefined : olderHelper({ httpRequest, request });
  if (older === undefined) return httpRequest;
  return async (options) => {
    const helper = options.agentOptions === undefined ? httpRequest : older;
    return (await helper(options)) as unknown;
  };
}

/**
 * The helper in the older dialect, which tells beside the answer by which `request` it came, and so over which
 * connection; undefined where n8n does not give it.
 */
export function olderHelper({ request }: HttpHelpers): HttpHelper | undefined {
  if (typeof request !== 'function') return undefined;
  return async (options) => await inOlderDialect(request as OlderHelper, options);
}

type OlderHelper = (options: IDataObject) => Promise<IDataObject>;

async function inOlderDialect(
  request: OlderHelper,
  options: IHttpRequestOptions,
): Promise<IDataObject> {
  const { method, url, headers, body, timeout, agentOptions, allowedDomains } = options;
  const answer = await request({
    method,
    uri: url,
    headers,
    ...(body === undefined ? {} : { body }),
    timeout,
    agentOptions,
    // With `true`, n8n would replace an error of TLS by one that does not tell its code.
    ...(options.skipSslCertificateValidation ? { rejectUnauthorized: false } : {}),
    ...(allowedDomains === undefined ? {} : { allowedDomains }),
    useStream: true,
    resolveWithFullResponse: true,
    simple: false,
    followRedirect: false,
  });
  endWith(options.abortSignal as AbortSignal | undefined, answer['body']);
  return answer;
}

/** The older helper knows no signal: the body is ended here, however slowly it comes (rule T9). */
function endWith(signal: AbortSignal | undefined, body: unknown): void {
  const { destroy } = (body ?? {}) as { destroy?: (reason: unknown) => void };
  if (signal === undefined || typeof destroy !== 'function') return;
  const end = () => destroy.call(body, signal.reason);
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
}
