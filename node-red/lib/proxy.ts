import { parseUrl, sentences, tooLong, verbatim, type Sentence } from '../../core';
import { fingerprintOf } from './fingerprint';
import { invalidField } from './invalid-field';
import { SETTING_LABELS } from './setting-labels';

const SAY = sentences('connection', {
  noProxyAddress:
    '__label__ must be the address of an HTTP proxy, such as http://proxy.example.com:3128.',
});

/** Node-RED's own `http proxy` node. */
export interface HttpProxyNode {
  readonly url?: string;
  readonly noproxy?: readonly string[];
  readonly credentials?: { readonly username?: string; readonly password?: string };
}

/** Which requests go through a proxy. An address that is empty means: none. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** Hosts that are reached without it, as in the variable NO_PROXY. */
  readonly noProxy: string;
  /** Whether an entry of `noProxy` counts anywhere in the address, as up to Node-RED 3.0. */
  readonly isLegacy?: boolean;
  /** The value of `Proxy-Authorization`. */
  readonly authorization?: string;
}

const LONGEST_ADDRESS_CHARACTERS = 8_192;

type Environment = Readonly<Record<string, string | undefined>>;

/** How Node-RED's settings have the core nodes read the environment: `proxyOptions` in `settings.js`. */
export interface ProxyOptions {
  readonly mode?: unknown;
  readonly favourUpperCase?: unknown;
  readonly lowerCaseOnly?: unknown;
  readonly excludeNpm?: unknown;
  readonly env?: Environment;
}

/**
 * The proxy of an `http proxy` node.
 *
 * @throws {VendorAuthError} `invalid-settings` if its address is none.
 */
export function proxyOfNode(
  node: HttpProxyNode,
  environment: Environment = {},
  options: ProxyOptions = {},
): ProxySettings {
  const address = proxyAddress(node.url ?? '', SETTING_LABELS.proxy());
  const { username = '', password = '' } = node.credentials ?? {};
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    httpProxy: address,
    httpsProxy: address,
    noProxy: (node.noproxy ?? []).join(','),
    ...(isLegacy(environment, options) && { isLegacy: true }),
    ...(username === '' && password === '' ? {} : { authorization: `Basic ${pair}` }),
  };
}

/** Names what an `http proxy` node says, its login included, without giving it away. */
export function proxyNodeKey({ url, noproxy, credentials }: HttpProxyNode): string {
  return fingerprintOf([url, noproxy, credentials?.username, credentials?.password]);
}

/**
 * The proxy that the environment asks for, or undefined, read as the core `http request` node reads it:
 * npm's variables first, then HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY; the spelling in lower
 * case wins.
 *
 * @throws {VendorAuthError} `invalid-settings` if an address is none.
 */
export function proxyOfEnvironment(
  environment: Environment,
  options: ProxyOptions = {},
): ProxySettings | undefined {
  const variables = options.env ?? environment;
  const asLegacy = isLegacy(environment, options);
  const read = (name: string) => {
    if (name.startsWith('npm_') && (asLegacy || options.excludeNpm === true)) return '';
    const [lower = '', upper = ''] = [variables[name], variables[name.toUpperCase()]];
    if (!asLegacy && options.lowerCaseOnly === true) return lower;
    return asLegacy || options.favourUpperCase === true ? upper || lower : lower || upper;
  };
  const of = (scheme: string) =>
    asLegacy
      ? read('http_proxy')
      : read(`npm_config_${scheme}_proxy`) ||
        read(`${scheme}_proxy`) ||
        read('npm_config_proxy') ||
        read('all_proxy');
  const httpProxy = proxyAddress(of('http'), verbatim('HTTP_PROXY'));
  const httpsProxy = proxyAddress(of('https'), verbatim('HTTPS_PROXY'));
  if (httpProxy === '' && httpsProxy === '') return undefined;
  const noProxy = read('npm_config_no_proxy') || read('no_proxy');
  return { httpProxy, httpsProxy, noProxy, ...(asLegacy && { isLegacy: true }) };
}

function isLegacy(environment: Environment, { mode }: ProxyOptions): boolean {
  const forced = environment['nr_proxy_mode'] || environment['NR_PROXY_MODE'];
  return (forced === 'legacy' || forced === 'strict' ? forced : mode) === 'legacy';
}

/** The address of the proxy through which that one is reached; empty if directly. */
export function proxyFor(proxy: ProxySettings, { protocol, hostname, port, href }: URL): string {
  const address = protocol === 'https:' ? proxy.httpsProxy : proxy.httpProxy;
  const { noProxy } = proxy;
  if (proxy.isLegacy) {
    const texts = noProxy === '' ? [] : noProxy.split(',');
    return texts.some((text) => href.includes(text.trim())) ? '' : address;
  }
  const own = port || (protocol === 'https:' ? '443' : '80');
  const isExcepted = noProxy
    .toLowerCase()
    .split(/[,\s]/)
    .some((entry) => {
      const [, name = '', of = own] = /^(.+?)(?::(\d+))?$/.exec(entry) ?? [];
      if (name === '' || Number(of) !== Number(own)) return false;
      // Only a dot or an asterisk at its beginning stands for what is below a name.
      return /^[.*]/.test(name) ? hostname.endsWith(name.replace(/^\*/, '')) : hostname === name;
    });
  return isExcepted ? '' : address;
}

/** The address is not repeated in errors, since it may hold a password. */
function proxyAddress(typed: string, label: Sentence): string {
  if (typed.length > LONGEST_ADDRESS_CHARACTERS) {
    throw invalidField('proxy', label, tooLong({ label, n: LONGEST_ADDRESS_CHARACTERS }));
  }
  const trimmed = typed.trim();
  if (trimmed === '') return '';
  const address = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (/^https?:\/\//i.test(address) && parseUrl(address) !== undefined) return address;
  throw invalidField('proxy', label, SAY.noProxyAddress({ label }));
}
