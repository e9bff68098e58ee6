import {
  parseUrl,
  assertOriginAllowed,
  echoesToken,
  isOriginAllowed,
  sentences,
  VendorAuthError,
  type Sentence,
  type Settings,
} from '../../core';
import { targetOf, type ApiRequest } from './api-request';

const SAY = sentences('n8n', {
  noAddress: 'The request has no web address.',
  wholeAddress: 'Enter a whole one, which begins with __own__.',
  loginInAddress:
    'The address of the request holds a user name or password, which n8n would send in place of the access token.',
  removeLogin: 'Remove everything before @ from the address.',
  method:
    'The request is not sent with the method __method__: the answer to it shows the access token.',
  methodNotText: 'The method of the request is not a text.',
  otherMethod: 'Choose another method, such as GET.',
  proxyReads:
    'The access token is not sent through the proxy __proxy__: the address begins with http://, so the proxy could read the token.',
  unnamedProxyReads:
    'The access token is not sent through the proxy that the node names: the address begins with http://, so the proxy could read the token.',
  httpsOrAllow: 'Use an https address, or add the proxy to Allowed Origins of the credential.',
});

/**
 * Lets pass only a request that carries the token to where it may go and to nobody in between (rule T12).
 *
 * @throws {VendorAuthError} `foreign-origin`, or `invalid-settings` for what no credential can be used
 *   with.
 */
export function assertSendable(settings: Settings, request: ApiRequest): void {
  const target = targetOf(request);
  if (target === undefined) {
    throw refused(settings, SAY.noAddress(), SAY.wholeAddress({ own: settings.baseUrl }));
  }
  assertOriginAllowed(settings, target);
  if (target.username !== '' || target.password !== '') {
    throw refused(settings, SAY.loginInAddress(), SAY.removeLogin());
  }
  assertMethod(settings, request.method);
  assertProxy(settings, target, request.proxy);
}

function assertMethod(settings: Settings, method: unknown): void {
  if (method === undefined || method === null) return;
  const isText = typeof method === 'string';
  // CONNECT makes no request at all.
  if (isText && !echoesToken(method) && method.trim().toLowerCase() !== 'connect') return;
  throw refused(
    settings,
    isText ? SAY.method({ method: method.trim().slice(0, 20) }) : SAY.methodNotText(),
    SAY.otherMethod(),
  );
}

/** Through an https tunnel a proxy sees nothing; anything else it reads. */
function assertProxy(settings: Settings, target: URL, proxy: unknown): void {
  if (!proxy || target.protocol === 'https:') return;
  const address = proxyAddress(proxy);
  if (address !== undefined && isOriginAllowed(settings, address)) return;
  throw new VendorAuthError({
    code: 'foreign-origin',
    vendor: settings.vendor.id,
    message:
      address === undefined
        ? SAY.unnamedProxyReads()
        : SAY.proxyReads({ proxy: `${address.protocol}//${address.host}` }),
    hint: SAY.httpsOrAllow(),
  });
}

/** A proxy is a text in the HTTP Request node, and an object in the others. */
function proxyAddress(proxy: unknown): URL | undefined {
  const address = typeof proxy === 'string' ? proxy : addressOfParts(proxy as ProxyParts);
  return parseUrl(address);
}

interface ProxyParts {
  readonly protocol?: string;
  readonly host?: string;
  readonly port?: number | string;
}

function addressOfParts({ protocol = 'http', host = '', port = '' }: ProxyParts): string {
  return `${protocol.replace(/:$/, '')}://${host}:${port}`;
}

function refused({ vendor }: Settings, message: Sentence, hint: Sentence): VendorAuthError {
  return new VendorAuthError({ code: 'invalid-settings', vendor: vendor.id, message, hint });
}
