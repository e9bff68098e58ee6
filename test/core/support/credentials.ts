import { checkSettings, TokenSource, type Settings, type VendorId } from '../../../core';
import { FakeVendor, type Respond } from './fake-vendor';
import { SimulatedClock } from './simulated-clock';

/** Long enough not to occur by chance in any text, and with what encodings change. */
export const SECRET = 's3cr3t+/"ü of the client & more=';
export const ACCESS_TOKEN = '1.vlog8vBO7ZZQZQD7ZSTtO++Ez8Y=';

const CREDENTIALS: Record<VendorId, Record<string, unknown>> = {
  'eggplant-dai': {
    baseUrl: 'https://dai.example.com:8000',
    clientId: 'client:dai:1',
    clientSecret: SECRET,
  },
  'ddi-central': {
    baseUrl: 'https://192.0.2.10:9443',
    clientId: 'ab5a442c7d57',
    clientSecret: SECRET,
  },
  dvinci: {
    baseUrl: 'https://acme.dvinci-hr.com',
    clientId: 'api-automation',
    clientSecret: SECRET,
  },
  agility: { baseUrl: 'https://www14.v1host.com/Acme', accessToken: ACCESS_TOKEN },
  'client-credentials': {
    baseUrl: 'https://api.example.com',
    tokenUrl: 'https://login.example.com/oauth/token',
    clientId: 'my-automation',
    clientSecret: SECRET,
  },
};

export const VENDOR_IDS = Object.keys(CREDENTIALS) as VendorId[];

/** A credential that is right in every field, but for what the test says. */
export function credential(
  vendor: VendorId,
  fields: Record<string, unknown> = {},
): Record<string, unknown> {
  return { ...CREDENTIALS[vendor], ...fields };
}

export function settingsOf(vendor: VendorId, fields: Record<string, unknown> = {}): Settings {
  return checkSettings(vendor, credential(vendor, fields));
}

/** One credential, the source of its tokens, a vendor who answers, and the time. */
export interface Scene {
  readonly settings: Settings;
  readonly clock: SimulatedClock;
  readonly vendor: FakeVendor;
  readonly source: TokenSource;
  /** A token's value, as a node would ask for it. */
  token(signal?: AbortSignal): Promise<string>;
}

/** Without jitter: `random` is what `Math.random` would be if it were always the largest. */
export function scene(
  respond?: Respond,
  settings: Settings = settingsOf('dvinci'),
  random: () => number = () => 1,
): Scene {
  const clock = new SimulatedClock();
  const vendor = new FakeVendor(respond);
  const source = new TokenSource(settings, clock, random);
  const token = async (signal?: AbortSignal) =>
    (await source.token({ send: vendor.send, signal })).value;
  return { settings, clock, vendor, source, token };
}
