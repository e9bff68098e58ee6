import { selfSignedCertificate } from './certificate';
import { type Clock, systemClock } from './clock';
import type { Controls } from './control-routes';
import { type Elsewhere, startElsewhere } from './elsewhere';
import type { CommonSettings } from './settings';
import type { Vendor, VendorId } from './vendor';
import { VendorServer } from './vendor-server';
import { agility } from './vendors/agility';
import { clientCredentials } from './vendors/client-credentials';
import { ddiCentral } from './vendors/ddi-central';
import { dvinci } from './vendors/dvinci';
import { eggplantDai } from './vendors/eggplant-dai';

export type { Clock } from './clock';
export type { Controls } from './control-routes';
export type { Elsewhere, ElsewhereStats } from './elsewhere';
export { SettingsError } from './settings';
export type { Stats } from './traffic-stats';
export type { VendorId } from './vendor';

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
}

type Running<TMake> = TMake extends () => Vendor<infer TSettings, infer TDetails>
  ? VendorFacts & TDetails & Controls<TSettings>
  : never;

export interface SandboxVendors {
  'eggplant-dai': Running<typeof eggplantDai>;
  'ddi-central': Running<typeof ddiCentral>;
  dvinci: Running<typeof dvinci>;
  agility: Running<typeof agility>;
  'client-credentials': Running<typeof clientCredentials>;
}

export type SandboxVendor = SandboxVendors[VendorId];

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
    vendor: Vendor<TSettings, TDetails>,
  ): Promise<VendorFacts & TDetails & Controls<TSettings>> {
    const server = new VendorServer(vendor, {
      port: options.ports?.[vendor.id] ?? 0,
      clock: options.clock ?? systemClock,
      certificate: vendor.tls === false ? undefined : certificate,
      elsewhere: elsewhere.baseUrl,
    });
    await server.listen();
    running.set(vendor.id, server);
    const { origin, tlsOrigin } = server;
    return {
      id: vendor.id,
      name: vendor.name,
      baseUrl: `${origin}${vendor.basePath}`,
      origin,
      controlUrl: `${origin}/_control`,
      clientId: vendor.clientId,
      clientSecret: vendor.clientSecret,
      protectedPath: vendor.protectedPath,
      ...vendor.details({ origin, tlsOrigin, certificatePem: certificate.certificatePem }),
      ...controlsOf(server),
    };
  }

  const stop = async (id: VendorId) => await running.get(id)?.close();
  const close = async () => {
    await Promise.all([elsewhere, ...running.values()].map((server) => server.close()));
  };

  try {
    const vendors: SandboxVendors = {
      'eggplant-dai': await start(eggplantDai()),
      'ddi-central': await start(ddiCentral()),
      dvinci: await start(dvinci()),
      agility: await start(agility()),
      'client-credentials': await start(clientCredentials()),
    };
    return { vendors, elsewhere, stop, close };
  } catch (error) {
    await close();
    throw error;
  }
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
