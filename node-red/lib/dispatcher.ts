import { Agent, buildConnector, Pool, ProxyAgent, type Dispatcher } from 'undici';
import { connectWithin } from './connector';
import { proxyFor, type ProxySettings } from './proxy';
import { skipContinue } from './skip-continue';
import type { TlsConnectOptions } from './tls';

/** Whose type wants a port, although the agent knows it. */
type BuildOptions = NonNullable<ProxyAgent.Options['proxyTls']>;

const CONNECT_TIMEOUT_MS = 30_000;

/**
 * How long each address of a host but the last may take to connect. Node.js allows 250 ms, which a far
 * server does not keep; a dead address must leave time for the next.
 */
const ADDRESS_TIMEOUT_MS = 5_000;

/**
 * How long an idle connection is kept where the server does not say. Some close theirs after two
 * seconds (gunicorn's default), and a request that meets the closing fails although nothing is wrong.
 */
const KEEP_ALIVE_TIMEOUT_MS = 1_000;

/**
 * The kept-alive connections of one configuration. Only connecting is limited in time here: every
 * request brings its own deadline.
 *
 * @param isLenient - puts up with careless heads of answers
 */
export function createDispatcher(
  tls: TlsConnectOptions,
  proxy: ProxySettings | undefined,
  isLenient = false,
): Dispatcher {
  const addresses = { autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS };
  const connect: object = { ...tls, ...addresses, timeout: CONNECT_TIMEOUT_MS };
  /** The connections to one origin, whoever opens them: a proxy's agent brings a function for that. */
  const connections = (origin: string | URL, given: object): Pool => {
    const { connect: own = {} } = given as Pool.Options;
    const connector = typeof own === 'function' ? own : buildConnector(own);
    const bounded = connectWithin(CONNECT_TIMEOUT_MS, connector);
    return new Pool(origin, { ...given, connect: skipContinue(bounded, isLenient) });
  };
  const options: Agent.Options = {
    connect,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    factory: connections,
  };
  if (proxy === undefined) return new Agent(options);
  const throughProxy = (uri: string) =>
    new ProxyAgent({
      ...options,
      uri,
      proxyTls: addresses as BuildOptions,
      ...(Object.keys(tls).length === 0 ? {} : { requestTls: connect }),
      // As curl does: only TLS needs a tunnel, and many proxies allow one to no other port than 443.
      proxyTunnel: false,
      ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
    });
  return new Agent({
    ...options,
    factory: (origin) => {
      const address = proxyFor(proxy, new URL(origin));
      return address === '' ? connections(origin, options) : throughProxy(address);
    },
  });
}
