import { createServer, type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { NodeMessageInFlow } from 'node-red';
import type { Dispatcher } from 'undici';
import type { Credential } from '../../../node-red/lib/credential';
import { createDispatcher } from '../../../node-red/lib/dispatcher';
import type { ProxySettings } from '../../../node-red/lib/proxy';
import { tlsConnectOptions } from '../../../node-red/lib/tls';
import {
  requestOptions,
  type RequestProperties,
} from '../../../node-red/nodes/vendor-auth-request/request-options';
import type { Unparsed } from '../../../node-red/nodes/vendor-auth-request/answer-message';
import type { RequestWarning } from '../../../node-red/nodes/vendor-auth-request/outgoing-request';
import { requestWithToken } from '../../../node-red/nodes/vendor-auth-request/request-with-token';
import type { Certificate } from '../../../sandbox/certificate';
import { type Scene, scene, settingsOf, type VendorId } from '../../core/support/credentials';
import type { Respond } from '../../core/support/fake-vendor';

const WORDS: Readonly<Record<string, string>> = { 'not-json': 'not JSON', 'too-deep': 'too deep' };

/** A login; by default one for d.vinci. */
export interface LoginOptions {
  readonly vendor?: VendorId;
  /** Its fields, besides its base URL. */
  readonly fields?: Record<string, unknown>;
  /** What answers token requests and test calls. */
  readonly respond?: Respond;
  readonly proxy?: ProxySettings;
}

export interface Sent extends LoginOptions {
  readonly properties?: RequestProperties;
  readonly msg?: object;
  readonly maxAnswerBytes?: number;
  /** Raised when the node closes. */
  readonly signal?: AbortSignal;
}

/** A login with the connections that belong to it. */
export interface Login extends Scene {
  readonly dispatcher: Dispatcher;
  readonly lenientDispatcher: () => Dispatcher;
}

export interface Outcome extends Pick<Scene, 'source' | 'vendor'> {
  /** What was sent on; undefined if the request failed. */
  readonly msg: (Record<string, unknown> & { headers: Record<string, unknown> }) | undefined;
  /** The same message, also if the request failed. */
  readonly given: Record<string, unknown>;
  readonly failure: (Error & { code: string; fullMessage: string }) | undefined;
  readonly warnings: string[];
  /** The statuses of refusals with which the message went on. */
  readonly refusals: number[];
  /** How long it waited between attempts. */
  readonly waitedMs: number[];
}

/** Servers on the loopback interface, and requests of the request node to them. */
export class RequestScene {
  private readonly servers: (Server | net.Server)[] = [];
  private readonly sockets = new Set<net.Socket>();
  private readonly dispatchers: Dispatcher[] = [];

  async serve(listener: RequestListener): Promise<string> {
    return `http://127.0.0.1:${await this.listen(createServer(listener))}`;
  }

  /** @returns the port, since the certificate decides about the name */
  async serveTls(certificate: Certificate, listener: RequestListener): Promise<number> {
    const { certificatePem: cert, privateKeyPem: key } = certificate;
    return await this.listen(https.createServer({ cert, key }, listener));
  }

  /**
   * A server that answers in bytes of its own.
   *
   * @param received - gets what comes in
   */
  async serveRaw(
    answer: (socket: net.Socket, requests: number) => void,
    received: string[] = [],
  ): Promise<string> {
    let requests = 0;
    const server = net.createServer((socket) => {
      socket.on('data', (bytes) => {
        received.push(bytes.toString('latin1'));
        answer(socket, ++requests);
      });
    });
    return `http://127.0.0.1:${await this.listen(server)}`;
  }

  login(baseUrl: string, options: LoginOptions = {}): Login {
    const settings = settingsOf(options.vendor ?? 'dvinci', { baseUrl, ...options.fields });
    const connect = (isLenient: boolean) => {
      const dispatcher = createDispatcher(
        tlsConnectOptions(settings.tls),
        options.proxy,
        isLenient,
      );
      this.dispatchers.push(dispatcher);
      return dispatcher;
    };
    return {
      ...scene(options.respond, settings),
      dispatcher: connect(false),
      lenientDispatcher: () => connect(true),
    };
  }

  async send(baseUrl: string, sent: Sent = {}): Promise<Outcome> {
    return await this.sendWith(this.login(baseUrl, sent), sent);
  }

  async sendWith(
    { settings, source, vendor, clock, ...connections }: Login,
    sent: Omit<Sent, keyof LoginOptions> = {},
  ): Promise<Outcome> {
    const warnings: string[] = [];
    const refusals: number[] = [];
    const waitedMs: number[] = [];
    const node = {
      options: requestOptions(
        { url: 'start', ret: 'obj', ...sent.properties },
        10_000,
        sent.maxAnswerBytes,
      ),
      wait: async (milliseconds: number) => {
        waitedMs.push(milliseconds);
        clock.advanceSeconds(milliseconds / 1000);
      },
      warn: (why: Unparsed | RequestWarning) => void warnings.push(WORDS[why] ?? why),
      messageProperty: (msg: NodeMessageInFlow, property: string) => msg[property],
    };
    const credential = { settings, ...connections, send: vendor.send, source: () => source };
    const given: NodeMessageInFlow = { _msgid: 'id', ...sent.msg };
    const outcome = await requestWithToken(
      node,
      given,
      credential as unknown as Credential,
      sent.signal ?? new AbortController().signal,
      (status) => refusals.push(status),
    ).then(
      (msg) => ({ msg: msg as NonNullable<Outcome['msg']>, failure: undefined }),
      (error: unknown) => ({ msg: undefined, failure: error as NonNullable<Outcome['failure']> }),
    );
    return { ...outcome, given, warnings, refusals, waitedMs, source, vendor };
  }

  async close(): Promise<void> {
    await Promise.all(this.dispatchers.splice(0).map((dispatcher) => dispatcher.destroy()));
    for (const socket of this.sockets) socket.destroy();
    for (const server of this.servers.splice(0)) {
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private async listen(server: Server | net.Server): Promise<number> {
    this.servers.push(server);
    server.on('connection', (socket: net.Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
}
