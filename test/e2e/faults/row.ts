import type { Fault, Side } from './catalogue/fault';
import type { Route } from './hosts/matrix-host';
import type { Certificates } from './server/certificates';
import { FaultProxy } from './server/proxy';
import { FaultVendor } from './server/vendor';

export interface RowOptions {
  readonly kind: string;
  readonly fault: Fault;
  readonly side: Side;
  readonly certificates: Certificates;
  /** Where the row's servers listen: hosts can be told to reach some of these through a proxy. */
  readonly address?: string;
}

let rowsMade = 0;

/** One line of the table in one host: a fault at one of two endpoints of a vendor of its own. */
export class Row {
  private constructor(
    readonly id: string,
    private readonly options: RowOptions,
    readonly vendor: FaultVendor,
    readonly proxy: FaultProxy | undefined,
  ) {}

  static async prepare(options: RowOptions): Promise<Row> {
    const id = `r${String(++rowsMade)}`;
    const { fault, certificates, address } = options;
    const vendor = await FaultVendor.start(id, {
      endpoints: {
        ...(address !== undefined && { host: address }),
        ...(fault.tls && { tls: certificates.good }),
      },
    });
    const proxy = fault.proxy && (await FaultProxy.start());
    return new Row(id, options, vendor, proxy);
  }

  get fault(): Fault {
    return this.options.fault;
  }

  get side(): Side {
    return this.options.side;
  }

  get kind(): string {
    return this.options.kind;
  }

  /** An address of the API that echoes the message's number. */
  urlOf(probe: string): string {
    return `${this.vendor.baseUrl}/items?probe=${probe}`;
  }

  /** Token requests so far; where the fault comes before any request, what was begun for one. */
  get tokenRequests(): number {
    return this.countAt('token');
  }

  get apiRequests(): number {
    return this.countAt('api');
  }

  /** Whether messages of that route meet an answer with which the host's own client is left alone. */
  sparesRoute(route: Route): boolean {
    if (this.side === 'token' || route === 'request') return false;
    const client = route === 'bearer' ? 'core-http-request' : 'n8n';
    return this.fault.hostsOwnAffair?.includes(client) ?? false;
  }

  /** Lets the fault begin. */
  async break(): Promise<void> {
    const { fault, vendor, side } = this;
    if (fault.proxy) return await this.proxy?.break(fault.proxy);
    const endpoint = vendor[side];
    if (fault.tls && fault.tls !== 'good') {
      endpoint.showCertificate(this.options.certificates.bad[fault.tls]);
      // A connection that was made before would be used on.
      endpoint.dropConnections();
    }
    if (fault.connection === 'refused') return await endpoint.refuse();
    if (fault.connection) {
      endpoint.onConnection = fault.connection;
      endpoint.dropConnections();
    }
    const { behave } = fault;
    if (behave === undefined) return;
    if (side === 'api') vendor.breakApi((exchange) => behave(exchange, vendor));
    else endpoint.behave = (exchange) => behave(exchange, vendor);
  }

  /** Lets the fault end, as it does when a server is put right and started anew. */
  async mend(): Promise<void> {
    const { fault, vendor, side } = this;
    if (fault.proxy) return await this.proxy?.mend();
    const endpoint = vendor[side];
    vendor.isSound();
    if (fault.tls && fault.tls !== 'good') endpoint.showCertificate(this.options.certificates.good);
    if (fault.connection === 'refused') await endpoint.accepts();
    endpoint.dropConnections();
  }

  async close(): Promise<void> {
    await Promise.all([this.vendor.close(), this.proxy?.close()]);
  }

  private countAt(side: Side): number {
    const { fault, vendor } = this;
    const endpoint = vendor[side];
    if (this.proxy) return endpoint.requests + (side === this.side ? this.proxy.hindered : 0);
    const isBeforeRequests = fault.connection !== undefined || fault.tls !== undefined;
    // Of a connection that was used, its requests are counted; of one that was not, itself.
    return isBeforeRequests && side === this.side
      ? Math.max(endpoint.requests, endpoint.connections)
      : endpoint.requests;
  }
}
