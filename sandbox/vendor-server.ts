import type http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, json } from './answer';
import { type Arrival, bearerToken, BodyTooLargeError, readArrival } from './arrival';
import type { Certificate } from './certificate';
import type { Clock } from './clock';
import { answerControl, type Controls, controlPrefix } from './control-routes';
import { FaultPlan } from './fault-plan';
import { createServer, listenOn } from './listening';
import { probeRoutes } from './probe-routes';
import { Router } from './router';
import { faultyAnswer, type ServedAnswer, write } from './served-answer';
import { type CommonSettings, defaultSettings, updatedSettings } from './settings';
import { TokenStore } from './token-store';
import { type TrafficKind, TrafficStats } from './traffic-stats';
import type { Handler, Vendor, VendorState } from './vendor';

export interface ServerOptions {
  port: number;
  clock: Clock;
  certificate: Certificate | undefined;
  /** The origin that the redirect to another origin leads to. */
  elsewhere: string;
}

/** One vendor on a port of the loopback interface. */
export class VendorServer<TSettings extends CommonSettings> implements Controls<TSettings> {
  private readonly traffic = new TrafficStats();
  private readonly tokens: TokenStore;
  private readonly tokenRouter = new Router<Handler<TSettings>>();
  private readonly apiRouter = new Router<Handler<TSettings>>();
  private readonly faults = { token: new FaultPlan(), api: new FaultPlan() };
  private readonly server: http.Server;
  private readonly tlsServer: http.Server | undefined;
  private current: TSettings;
  private ownOrigin = '';
  private ownTlsOrigin = '';

  constructor(
    private readonly vendor: Vendor<TSettings, object>,
    private readonly options: ServerOptions,
  ) {
    this.tokens = new TokenStore(options.clock);
    this.current = defaultSettings(vendor.settings);
    for (const [route, handler] of Object.entries(vendor.tokenRoutes)) {
      this.tokenRouter.add(route, handler);
    }
    const probes = probeRoutes(vendor.basePath, options.elsewhere);
    for (const [route, handler] of Object.entries({ ...vendor.apiRoutes, ...probes })) {
      this.apiRouter.add(route, handler);
    }
    vendor.restore?.(this.state());
    const listener: http.RequestListener = (request, response) => {
      this.serve(request, response).catch((error: unknown) => response.destroy(asError(error)));
    };
    const { certificate } = options;
    const [own, further] = vendor.tls === 'also' ? [undefined, certificate] : [certificate];
    this.server = createServer(own, listener);
    this.tlsServer = further && createServer(further, listener, true);
    // Longer than any client keeps an idle connection, so that none is closed under a request.
    for (const server of this.servers) server.keepAliveTimeout = 75_000;
  }

  get origin(): string {
    return this.ownOrigin;
  }

  /** Where a vendor listens on TLS beside plain HTTP; empty for the others. */
  get tlsOrigin(): string {
    return this.ownTlsOrigin;
  }

  /** Rejects when the port is taken. */
  async listen(): Promise<void> {
    const port = await listenOn(this.server, this.options.port);
    this.ownOrigin = `${this.vendor.tls === true ? 'https' : 'http'}://127.0.0.1:${port}`;
    if (this.tlsServer === undefined) return;
    this.ownTlsOrigin = `https://127.0.0.1:${await listenOn(this.tlsServer, 0)}`;
  }

  /** Ends at once, requests under way included. */
  async close(): Promise<void> {
    await Promise.all(
      this.servers.map(async (server) => {
        if (!server.listening) return;
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
      }),
    );
  }

  private get servers(): http.Server[] {
    return this.tlsServer === undefined ? [this.server] : [this.server, this.tlsServer];
  }

  stats() {
    return this.traffic.snapshot();
  }

  settings() {
    return this.current;
  }

  issuedTokens() {
    return this.tokens.all();
  }

  expire(): void {
    this.tokens.withdrawAll();
  }

  reset(): void {
    this.traffic.reset();
    this.current = defaultSettings(this.vendor.settings);
    this.faults.token.replace(null);
    this.faults.api.replace(null);
    this.vendor.restore?.(this.state());
  }

  set(update: Partial<TSettings>): void {
    this.current = updatedSettings(this.vendor.settings, this.current, update);
    if ('api' in update) this.faults.api.replace(this.current.api);
    if ('tokenEndpoint' in update && 'tokenEndpoint' in this.current) {
      this.faults.token.replace(this.current.tokenEndpoint);
    }
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const path = pathOf(request);
    if (path.startsWith(controlPrefix)) {
      write(response, answerControl(await readArrival(request), this));
      return;
    }
    const method = request.method ?? 'GET';
    const kind: TrafficKind = this.tokenRouter.find(method, path) ? 'token' : 'api';
    const count = this.traffic.arrived(kind, `${method} ${path}`, request.headers['user-agent']);
    let ended = false;
    const end = (status?: number) => {
      if (!ended) count(status);
      ended = true;
    };
    response.once('close', () => end());
    const answer = await this.answerOrFail(request, kind);
    if (answer === 'stall') return;
    if (answer === 'hangUp') {
      response.destroy();
      return;
    }
    if (response.destroyed) return;
    end(answer.status);
    write(response, answer);
  }

  /** The vendor's answer or the fault set for it, after the time it is to take. */
  private async answerOrFail(
    request: http.IncomingMessage,
    kind: TrafficKind,
  ): Promise<ServedAnswer> {
    let arrival: Arrival;
    try {
      arrival = await readArrival(request);
    } catch (error) {
      if (!(error instanceof BodyTooLargeError)) return 'hangUp';
      return json(413, { message: 'The request is too long.' }, { connection: 'close' });
    }
    // One turn of the event loop, so that requests which come together are seen to be together.
    if (kind === 'token') await new Promise(setImmediate);
    const { latencyMs } = this.current;
    const refusal = kind === 'api' ? this.refusal(arrival) : undefined;
    const fault = refusal ? undefined : this.faults[kind].take(arrival.path);
    const answer = refusal ?? faultyAnswer(fault) ?? (await this.handle(arrival, kind));
    const delayMs = latencyMs + (fault?.delayMs ?? 0);
    if (delayMs > 0) await wait(delayMs, undefined, { ref: false });
    return answer;
  }

  /** What is answered before the API itself is reached: no such path, or no good token. */
  private refusal(arrival: Arrival): Answer | undefined {
    const isRoute = this.apiRouter.find(arrival.method, arrival.path) !== undefined;
    if (!isRoute || this.vendor.isThere?.(arrival.path, this.current) === false) {
      return this.vendor.notFound(arrival, this.state());
    }
    if (this.vendor.testCalls.includes(arrival.path)) this.traffic.testCalled();
    const probe = arrival.query.get('probe');
    if (probe !== null) this.traffic.probed(probe);
    const token = this.tokenOf(arrival);
    const kept = this.tokens.judge(token, this.vendor.learnsTokensAfterSeconds?.(this.current));
    const fits =
      kept !== 'accepted' ||
      this.vendor.tokenFits === undefined ||
      this.vendor.tokenFits(this.tokens.ownerOf(token!) ?? '', arrival, this.current);
    const verdict = fits ? kept : 'unknown';
    this.traffic.tokenJudged(verdict);
    return verdict === 'accepted'
      ? this.vendor.lacking?.(arrival, this.current)
      : this.vendor.refuseToken(verdict, arrival, this.current);
  }

  private tokenOf(arrival: Arrival): string | undefined {
    const { vendor } = this;
    return vendor.tokenOf ? vendor.tokenOf(arrival, this.current) : bearerToken(arrival);
  }

  private async handle(arrival: Arrival, kind: TrafficKind): Promise<Answer> {
    const router = kind === 'token' ? this.tokenRouter : this.apiRouter;
    const { handler, params } = router.find(arrival.method, arrival.path)!;
    return handler({ ...arrival, params }, this.state());
  }

  private state(): VendorState<TSettings> {
    return {
      settings: this.current,
      tokens: this.tokens,
      stats: this.traffic,
      nowMs: this.options.clock.nowMs(),
      origin: this.ownOrigin,
      tlsOrigin: this.ownTlsOrigin,
    };
  }
}

function pathOf(request: http.IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0]!;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
