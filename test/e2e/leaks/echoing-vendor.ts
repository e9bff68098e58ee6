import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

import { authority, selfSignedAs, signedForAnotherName } from './certificates';
import type { Plan } from './plans';
import type { WireAnswer } from './vehicles';

/** A login as a person would enter it for a plan. */
export interface PlannedLogin {
  readonly vendor: Plan['vehicle']['vendor'];
  readonly fields: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

const REFRESHED_AFTER_SECONDS = 2;

/** Every vendor in one: servers on the loopback interface that bring back what they were sent. */
export class EchoingVendor {
  private readonly byClientId = new Map<string, Plan>();
  private readonly byToken = new Map<string, Plan>();
  private readonly tokensIssued = new Map<string, number>();
  /** How often each plan brought its secret or token back: what was never said cannot leak. */
  private readonly echoes = new Map<string, number>();
  private readonly servers: Server[] = [];
  private readonly tlsPorts = new Map<string, number>();
  private caCertificate = '';

  private constructor() {}

  static async start(plans: readonly Plan[]): Promise<EchoingVendor> {
    const vendor = new EchoingVendor();
    for (const plan of plans) {
      vendor.byClientId.set(plan.clientId, plan);
      vendor.byToken.set(plan.token, plan);
    }
    await vendor.listen(createHttpServer(vendor.listener()));
    const issuer = await authority();
    vendor.caCertificate = issuer.certificatePem;
    for (const plan of plans) {
      const { certificate } = plan.vehicle;
      if (certificate === undefined) continue;
      const subject = plan.quoting.quote(plan.planted);
      const { certificatePem: cert, privateKeyPem: key } =
        certificate === 'self-signed'
          ? await selfSignedAs(subject)
          : await signedForAnotherName(subject, issuer);
      const server = createHttpsServer({ cert, key }, vendor.listener());
      // The certificate is the message: who has seen it has been told.
      server.on('connection', () => vendor.note(plan));
      server.on('tlsClientError', () => undefined);
      vendor.tlsPorts.set(plan.id, await vendor.listen(server));
    }
    return vendor;
  }

  get origin(): string {
    return `http://127.0.0.1:${portOf(this.servers[0])}`;
  }

  /** Whether a plan's secret or token came back at least once. */
  hasEchoed({ id }: Plan): boolean {
    return this.echoes.has(id);
  }

  login({ id, vehicle, clientId, secret }: Plan): PlannedLogin {
    const tlsPort = this.tlsPorts.get(id);
    const origin = tlsPort === undefined ? this.origin : `https://127.0.0.1:${tlsPort}`;
    const { vendor } = vehicle;
    if (vendor === 'agility') {
      return { vendor, fields: { baseUrl: origin }, secrets: { accessToken: secret } };
    }
    const fields = {
      baseUrl: origin,
      ...(vendor === 'client-credentials' && { tokenUrl: `${origin}/token`, checkPath: 'check' }),
      ...(vehicle.usesBasicHeader && { clientAuthentication: 'header' }),
      ...(vehicle.certificate === 'for another name' && { caCertificate: this.caCertificate }),
    };
    return { vendor, fields, secrets: { clientId, clientSecret: secret } };
  }

  async close(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private listener(): RequestListener {
    return (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const answer = this.answerTo(
          request.url ?? '/',
          request.headers.authorization ?? '',
          Buffer.concat(chunks).toString(),
        );
        if ('raw' in answer) {
          const socket = response.socket as Socket;
          socket.end(Buffer.from(answer.raw, 'utf8'));
          return;
        }
        const { status, reason, headers = {}, body = '' } = answer;
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        const type =
          typeof body === 'string'
            ? text.startsWith('<')
              ? 'text/html; charset=utf-8'
              : 'text/plain; charset=utf-8'
            : 'application/json';
        response.writeHead(status, reason, { 'content-type': type, ...headers });
        response.end(text);
      });
    };
  }

  private answerTo(path: string, authorization: string, body: string): WireAnswer {
    const bearer = this.byToken.get(authorization.replace(/^Bearer /, ''));
    if (bearer !== undefined) return this.apiAnswer(bearer, path);
    const plan = this.byClientId.get(clientIdOf(authorization, body));
    if (plan !== undefined) return this.tokenAnswer(plan, authorization);
    return { status: 404, body: {} };
  }

  private tokenAnswer(plan: Plan, authorization: string): WireAnswer {
    const { vehicle, quoting, planted, token } = plan;
    const issued = this.tokensIssued.get(plan.id) ?? 0;
    const isGood = vehicle.echoes === 'token' || (vehicle.atRefresh === true && issued === 0);
    if (isGood) {
      this.tokensIssued.set(plan.id, issued + 1);
      const lifetimeSeconds = vehicle.atRefresh ? REFRESHED_AFTER_SECONDS : 3600;
      const members = { access_token: token, token_type: 'Bearer', expires_in: lifetimeSeconds };
      return { status: 200, body: members };
    }
    this.note(plan);
    const sent = vehicle.usesBasicHeader ? authorization.replace(/^Basic /, '') : planted;
    return vehicle.answer(quoting.quote(sent));
  }

  private apiAnswer(plan: Plan, path: string): WireAnswer {
    const { vehicle, quoting, token } = plan;
    const isTestCall = path === '/check';
    const isRedirected = path.startsWith('/not-there/');
    if (vehicle.echoes !== 'token' || isTestCall) return { status: 200, body: {} };
    if (isRedirected) return { status: 404, body: {} };
    this.note(plan);
    return vehicle.answer(quoting.quote(token));
  }

  private note({ id }: Plan): void {
    this.echoes.set(id, (this.echoes.get(id) ?? 0) + 1);
  }

  private async listen(server: Server): Promise<number> {
    this.servers.push(server);
    server.keepAliveTimeout = 1000;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return portOf(server);
  }
}

function portOf(server: Server | undefined): number {
  return (server?.address() as AddressInfo).port;
}

/** Form-encoded, as JSON, or form-encoded in a Basic header. */
function clientIdOf(authorization: string, body: string): string {
  const basic = /^Basic (\S+)$/.exec(authorization)?.[1];
  if (basic !== undefined) {
    return decodeURIComponent(Buffer.from(basic, 'base64').toString().split(':')[0] ?? '');
  }
  return (
    new URLSearchParams(body).get('client_id') ?? /"client_id":"([^"]*)"/.exec(body)?.[1] ?? ''
  );
}
