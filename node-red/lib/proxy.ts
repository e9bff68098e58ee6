import { parseUrl, sentences, verbatim, type Sentence } from '../../core';
import { fingerprintOf } from './fingerprint';
import { invalidField } from './invalid-field';

const SAY = sentences('connection', {
  proxy: 'Proxy',
  tooLong: '__label__ is longer than __n__ characters.',
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
  /** The value of `Proxy-Authorization`. */
  readonly authorization?: string;
}

const LONGEST_ADDRESS_CHARACTERS = 8_192;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy of an `http proxy` node.
 *
 * @throws {VendorAuthError} `invalid-settings` if its address is none.
 */
export function proxyOfNode(node: HttpProxyNode): ProxySettings {
  const address = proxyAddress(node.url ?? '', SAY.proxy());
  const { username = '', password = '' } = node.credentials ?? {};
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    httpProxy: address,
    httpsProxy: address,
    noProxy: (node.noproxy ?? []).join(','),
    ...(username === '' && password === '' ? {} : { authorization: `Basic ${pair}` }),
  };
}

/** Names what an `http proxy` node says, its login included, without giving it away. */
export function proxyNodeKey({ url, noproxy, credentials }: HttpProxyNode): string {
  return fingerprintOf([url, noproxy, credentials?.username, credentials?.password]);
}

/**
 * The proxy that the environment asks for, or undefined: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and
 * NO_PROXY, where the spelling in lower case wins.
 *
 * @throws {VendorAuthError} `invalid-settings` if an address is none.
 */
export function proxyOfEnvironment(environment: Environment): ProxySettings | undefined {
  const read = (name: string) => environment[name] || environment[name.toUpperCase()] || '';
  const all = read('all_proxy');
  const httpProxy = proxyAddress(read('http_proxy') || all, verbatim('HTTP_PROXY'));
  const httpsProxy = proxyAddress(read('https_proxy') || all, verbatim('HTTPS_PROXY'));
  if (httpProxy === '' && httpsProxy === '') return undefined;
  return { httpProxy, httpsProxy, noProxy: read('no_proxy') };
}

/** The address is not repeated in errors, since it may hold a password. */
function proxyAddress(typed: string, label: Sentence): string {
  if (typed.length > LONGEST_ADDRESS_CHARACTERS) {
    throw invalidField('proxy', label, SAY.tooLong({ label, n: LONGEST_ADDRESS_CHARACTERS }));
  }
  const trimmed = typed.trim();
  if (trimmed === '') return '';
  const address = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (/^https?:\/\//i.test(address) && parseUrl(address) !== undefined) return address;
  throw invalidField('proxy', label, SAY.noProxyAddress({ label }));
}
