import type { Dispatcher } from 'undici';
import {
  checkSettings,
  isRecord,
  sentences,
  type SendRequest,
  type Settings,
  type TokenSource,
  type TokenSources,
} from '../../core';
import { createDispatcher } from './dispatcher';
import { invalidField } from './invalid-field';
import {
  proxyNodeKey,
  proxyOfEnvironment,
  proxyOfNode,
  type HttpProxyNode,
  type ProxySettings,
} from './proxy';
import { SETTING_LABELS } from './setting-labels';
import { tlsConnectOptions, tlsOptionsKey, type TlsConfigNode } from './tls';
import { sendThrough } from './transport';

const SAY = sentences('connection', {
  tlsUnreadable:
    'TLS Configuration could not be read. Open it and choose its certificate and key again.',
});

/** Everything a `vendor-auth` configuration consists of. */
export interface Configuration {
  readonly vendor: unknown;
  /** The fields of the dialog and the stored credentials, as they are. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly tlsNode?: TlsConfigNode | undefined;
  readonly proxyNode?: HttpProxyNode | undefined;
  /** `proxyOptions` in Node-RED's settings. */
  readonly proxyOptions?: unknown;
}

/** A checked configuration with the connections that belong to it. */
export class Credential {
  /** For token requests. It outlives `close`, since other configurations may wait for the same token. */
  readonly send: SendRequest;
  readonly dispatcher: Dispatcher;
  private lenient: Dispatcher | undefined;

  private constructor(
    readonly settings: Settings,
    /** The proxy that the dispatcher uses. */
    readonly proxy: ProxySettings | undefined,
    private readonly connect: (isLenient: boolean) => Dispatcher,
    private readonly sources: TokenSources,
  ) {
    this.dispatcher = connect(false);
    this.send = sendThrough(this.dispatcher);
  }

  /** @throws {VendorAuthError} `invalid-settings`, with what is wrong in the fields' own names. */
  static from(configuration: Configuration, sources: TokenSources): Credential {
    const { tlsNode, proxyNode } = configuration;
    const proxyOptions = isRecord(configuration.proxyOptions) ? configuration.proxyOptions : {};
    if (tlsNode?.valid === false) {
      throw invalidField('tls', SETTING_LABELS.tls(), SAY.tlsUnreadable());
    }
    const settings = checkSettings(configuration.vendor, configuration.fields, {
      hostOptionsKey: connectionKey(configuration),
    });
    const proxy = proxyNode
      ? proxyOfNode(proxyNode, process.env, proxyOptions)
      : proxyOfEnvironment(process.env, proxyOptions);
    const connect = (isLenient: boolean) =>
      createDispatcher(tlsConnectOptions(settings.tls, tlsNode), proxy, isLenient);
    return new Credential(settings, proxy, connect, sources);
  }

  /** Connections of their own for nodes that put up with careless answers (see `LenientHead`). */
  lenientDispatcher(): Dispatcher {
    return (this.lenient ??= this.connect(true));
  }

  /** Asked anew for each use: what nobody used for long is forgotten. */
  source(): TokenSource {
    return this.sources.for(this.settings);
  }

  /** For requests of one node's own, which end when its signal is raised. */
  sendUntil(signal: AbortSignal): SendRequest {
    return sendThrough(this.dispatcher, signal);
  }

  /**
   * Closes the connections when the last answer is in, and no sooner than a token request that runs
   * over them has ended. Waits for nothing.
   */
  close(): void {
    void this.lenient?.close().catch(() => undefined);
    const end = () => void this.dispatcher.close().catch(() => undefined);
    const source = this.source();
    if (source.status().state !== 'requesting') {
      end();
      return;
    }
    const stop = source.subscribe(({ type }) => {
      if (type !== 'issued' && type !== 'failed') return;
      stop();
      end();
    });
  }
}

/**
 * Names what Node-RED's own nodes say of the connections. As a part of the identity it keeps apart what
 * must not share a token (rule T2), and lets a proxy that was put right be tried at once (rule T6). The
 * environment's proxy is the same for all for as long as the process runs.
 */
function connectionKey({ tlsNode, proxyNode }: Configuration): string {
  const tls = tlsNode === undefined ? '' : tlsOptionsKey(tlsNode);
  const proxy = proxyNode === undefined ? '' : proxyNodeKey(proxyNode);
  return `${tls}/${proxy}`;
}
