import { assertOriginAllowed, isOriginAllowed, VendorAuthError, type Settings } from '../../core';
import { targetOf, type ApiRequest } from './api-request';

/** Methods whose answer may repeat the request, headers included, or that make no request at all. */
const REFUSED_METHODS: ReadonlySet<string> = new Set(['trace', 'track', 'connect']);

/**
 * Lets pass only a request that carries the token to where it may go and to nobody in between (rule T12).
 *
 * @throws {VendorAuthError} `foreign-origin`, or `invalid-settings` for what no credential can be used
 *   with.
 */
export function assertSendable(settings: Settings, request: ApiRequest): void {
  const target = targetOf(request);
  if (target === undefined) {
    throw refused(
      settings,
      'The request has no web address.',
      `Enter a whole one, which begins with ${settings.baseUrl}.`,
    );
  }
  assertOriginAllowed(settings, target);
  if (target.username !== '' || target.password !== '') {
    throw refused(
      settings,
      'The address of the request holds a user name or password, which n8n would send in place of the access token.',
      'Remove everything before @ from the address.',
    );
  }
  assertMethod(settings, request.method);
  assertProxy(settings, target, request.proxy);
}

/** Compared in lower case, as n8n's HTTP client does: a Kelvin sign becomes a k there, too. */
function assertMethod(settings: Settings, method: unknown): void {
  if (method === undefined || method === null) return;
  const isText = typeof method === 'string';
  if (isText && !REFUSED_METHODS.has(method.trim().toLowerCase())) return;
  throw refused(
    settings,
    isText
      ? `The request is not sent with the method ${method.trim().slice(0, 20)}: the answer to it shows the access token.`
      : 'The method of the request is not a text.',
    'Choose another method, such as GET.',
  );
}

/** Through an https tunnel a proxy sees nothing; anything else it reads. */
function assertProxy(settings: Settings, target: URL, proxy: unknown): void {
  if (!proxy || target.protocol === 'https:') return;
  const address = proxyAddress(proxy);
  if (address !== undefined && isOriginAllowed(settings, address)) return;
  const named =
    address === undefined ? 'that the node names' : `${address.protocol}//${address.host}`;
  throw new VendorAuthError({
    code: 'foreign-origin',
    vendor: settings.vendor.id,
    message: `The access token is not sent through the proxy ${named}: the address begins with http://, so the proxy could read the token.`,
    hint: 'Use an https address, or add the proxy to Allowed Origins of the credential.',
  });
}

/** A proxy is a text in the HTTP Request node, and an object in the others. */
function proxyAddress(proxy: unknown): URL | undefined {
  const address = typeof proxy === 'string' ? proxy : addressOfParts(proxy as ProxyParts);
  return URL.canParse(address) ? new URL(address) : undefined;
}

interface ProxyParts {
  readonly protocol?: string;
  readonly host?: string;
  readonly port?: number | string;
}

function addressOfParts({ protocol = 'http', host = '', port = '' }: ProxyParts): string {
  return `${protocol.replace(/:$/, '')}://${host}:${port}`;
}

function refused({ vendor }: Settings, message: string, hint: string): VendorAuthError {
  return new VendorAuthError({ code: 'invalid-settings', vendor: vendor.id, message, hint });
}
