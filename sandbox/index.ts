import { selfSignedCertificate } from './certificate';
import { type Clock, systemClock } from './clock';
import type { Controls } from './control-routes';
import { type Elsewhere, startElsewhere } from './elsewhere';
import type { CommonSettings } from './settings';
import type { Vendor } from './vendor';
import { VendorServer } from './vendor-server';
import { VENDORS, type VendorId } from './vendors';

export type { Clock } from './clock';
export type { Controls } from './control-routes';
export type { Elsewhere, ElsewhereStats } from './elsewhere';
export { SettingsError } from './settings';
export type { Stats } from './traffic-stats';
export type { VendorId } from './vendors';

export interface SandboxOptions {
  /** Ports by vendor; a vendor without one gets a free port. */
  ports?: Partial<Record<VendorId, number>>;
  /** What lifetimes are measured with. Delays and latency are real time whatever this says. */
  clock?: Clock;
}

/** What a person would look up in the vendor's product to fill in a configuration. */
export interface VendorFacts {
  id: VendorId;
  name: string;
  baseUrl: string;
  /** Scheme, host and port; differs from the base URL for Agility. */
  origin: string;
  /** `{controlUrl}/stats` and the other control routes. */
  controlUrl: string;
  /** Empty for Agility. */
  clientId: string;
  /** Empty for Agility. */
  clientSecret: string;
  /** The test call, relative to the base URL. */
  protectedPath: string;
  /** What a person enters into the product's form, by the names of its fields. */
  login: Readonly<Record<string, string>>;
}

type Running<TMake> = TMake extends () => Vendor<infer TSettings, infer TDetails>
  ? VendorFacts & TDetails & Controls<TSettings>
  : never;

export type SandboxVendors = { [Id in VendorId]: Running<(typeof VENDORS)[Id]> };

export type SandboxVendor = SandboxVendors[VendorId];

/** Each vendor's handlers get the settings of its own schema, which a list of all cannot say. */
type AnyVendor = Vendor<CommonSettings, object>;

export interface Sandbox {
  vendors: SandboxVendors;
  /** The other origin that `/sandbox/redirect/other-origin` leads to. */
  elsewhere: Elsewhere;
  /** Ends one vendor's server at once, as if the vendor were down. */
  stop(id: VendorId): Promise<void>;
  /** Ends every server at once, open connections included. May be called twice. */
  close(): Promise<void>;
}

/** Starts the vendors on 127.0.0.1. Rejects, with nothing left running, when a port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const certificate = await selfSignedCertificate();
  const elsewhere = await startElsewhere();
  const running = new Map<VendorId, { close(): Promise<void> }>();

  async function start<TSettings extends CommonSettings, TDetails extends object>(
    id: VendorId,
    vendor: Vendor<TSettings, TDetails>,
  ): Promise<VendorFacts & TDetails & Controls<TSettings>> {
    const server = new VendorServer(vendor, {
      port: options.ports?.[id] ?? 0,
      clock: options.clock ?? systemClock,
      certificate: vendor.tls === false ? undefined : certificate,
      elsewhere: elsewhere.baseUrl,
    });
    await server.listen();
    running.set(id, server);
    const { origin, tlsOrigin } = server;
    const { certificatePem } = certificate;
    const baseUrl = `${origin}${vendor.basePath}`;
    return {
      id,
      name: vendor.name,
      baseUrl,
      origin,
      controlUrl: `${origin}/_control`,
      clientId: vendor.clientId,
      clientSecret: vendor.clientSecret,
      protectedPath: vendor.protectedPath,
      login: { baseUrl, ...(vendor.login?.({ origin, certificatePem }) ?? clientOf(vendor)) },
      ...vendor.details({ origin, tlsOrigin, certificatePem }),
      ...controlsOf(server),
    };
  }

  const stop = async (id: VendorId) => await running.get(id)?.close();
  const close = async () => {
    await Promise.all([elsewhere, ...running.values()].map((server) => server.close()));
  };

  try {
    const vendors: Record<string, unknown> = {};
    for (const [id, make] of Object.entries(VENDORS)) {
      vendors[id] = await start(id as VendorId, make() as unknown as AnyVendor);
    }
    return { vendors: vendors as SandboxVendors, elsewhere, stop, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a person enters who has a client ID and secret in hand. */
export function clientOf({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  return { clientId, clientSecret };
}

/** Only the controls, bound: a vendor of the sandbox is plain data and functions. */
function controlsOf<TSettings>(server: Controls<TSettings>): Controls<TSettings> {
  return {
    stats: () => server.stats(),
    reset: () => server.reset(),
    expire: () => server.expire(),
    set: (update) => server.set(update),
    settings: () => server.settings(),
    issuedTokens: () => server.issuedTokens(),
  };
}
