import { Agent, buildConnector, EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';
import { connectWithin } from './connector';
import type { ProxySettings } from './proxy';
import { skipContinue } from './skip-continue';
import type { TlsConnectOptions } from './tls';

const CONNECT_TIMEOUT_MS = 30_000;

/**
 * How long an idle connection is kept where the server does not say. Some close theirs after two
 * seconds (gunicorn's default), and a request that meets the closing fails although nothing is wrong.
 */
const KEEP_ALIVE_TIMEOUT_MS = 1_000;

/**
 * The kept-alive connections of one configuration. Only connecting is limited in time here: every
 * request brings its own deadline.
 */
export function createDispatcher(
  tls: TlsConnectOptions,
  proxy: ProxySettings | undefined,
): Dispatcher {
  const connect: object = { ...tls, timeout: CONNECT_TIMEOUT_MS };
  const options: Agent.Options = {
    connect,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    factory: connections,
  };
  if (proxy === undefined) return new Agent(options);
  const throughProxy = () =>
    new EnvHttpProxyAgent({
      ...options,
      ...(Object.keys(tls).length === 0 ? {} : { requestTls: connect }),
      httpProxy: proxy.httpProxy,
      httpsProxy: proxy.httpsProxy,
      noProxy: proxy.noProxy,
      // As curl does: only TLS needs a tunnel, and many proxies allow one to no other port than 443.
      proxyTunnel: false,
      ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
    });
  if (proxy.httpsProxy !== '') return throughProxy();
  // Without a proxy for https, undici's agent would take the one for http.
  return new Agent({
    ...options,
    factory: (origin) => (isHttps(origin) ? connections(origin, options) : throughProxy()),
  });
}

/** The connections to one origin, whoever opens them: a proxy's agent brings a function for that. */
function connections(origin: string | URL, options: object): Pool {
  const { connect = {} } = options as Pool.Options;
  const connector = typeof connect === 'function' ? connect : buildConnector(connect);
  const bounded = connectWithin(CONNECT_TIMEOUT_MS, connector);
  return new Pool(origin, { ...options, connect: skipContinue(bounded) });
}

function isHttps(origin: string | URL): boolean {
  return new URL(origin).protocol === 'https:';
}
