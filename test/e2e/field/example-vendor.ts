import { selfSignedCertificate, type Certificate } from '../../../sandbox/certificate';
import { systemClock } from '../../../sandbox/clock';
import type { ExampleSettings } from '../../../sandbox/example/settings';
import type { Stats } from '../../../sandbox/traffic-stats';
import { VendorServer } from '../../../sandbox/vendor-server';
import { clientCredentials } from '../../../sandbox/vendors/client-credentials';

export type { ExampleSettings, Stats };

/** What a person would look up to enter a login. */
export interface VendorFacts {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The same server on TLS, where it asks for a client certificate. */
  readonly tlsBaseUrl: string;
  readonly caCertificate: string;
}

let certificate: Promise<Certificate> | undefined;

/**
 * The sandbox's example vendor on a port of its own: each row has one, so that its counts are the row's.
 * What it is to be like, it is told by its control routes, as any script would.
 */
export class ExampleVendor {
  private constructor(
    private readonly server: VendorServer<ExampleSettings>,
    readonly facts: VendorFacts,
  ) {}

  static async start(settings: Partial<ExampleSettings>): Promise<ExampleVendor> {
    certificate ??= selfSignedCertificate();
    const made = await certificate;
    const options = { port: 0, clock: systemClock, certificate: made, elsewhere: '' };
    const kind = clientCredentials();
    const server = new VendorServer(kind, options);
    await server.listen();
    const { origin, tlsOrigin } = server;
    const { certificatePem } = made;
    const vendor = new ExampleVendor(server, {
      baseUrl: origin,
      clientId: kind.clientId,
      clientSecret: kind.clientSecret,
      ...kind.details({ origin, tlsOrigin, certificatePem }),
    });
    await vendor.set(settings);
    return vendor;
  }

  async set(settings: Partial<ExampleSettings>): Promise<void> {
    await this.control('POST', 'set', settings);
  }

  /** Withdraws every token. */
  async expire(): Promise<void> {
    await this.control('POST', 'expire');
  }

  async stats(): Promise<Stats> {
    return (await this.control('GET', 'stats')) as Stats;
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  private async control(method: string, name: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.server.origin}/_control/${name}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The vendor's ${name} answers ${response.status}: ${text}`);
    return JSON.parse(text) as unknown;
  }
}
