import {
  checkSettings,
  createTokenSource,
  isSecretField,
  VENDORS,
  type AccessToken,
  type Field,
  type Settings,
  type TokenAsker,
  type TokenSource,
  type Wait,
} from '../../../core';
import { FakeVendor, issuesTokens, type Respond } from './fake-vendor';
import { SimulatedClock } from './simulated-clock';
import { inWords, type SpokenReport } from './words';

/** Long enough not to occur by chance in any text, and with what encodings change. */
export const SECRET = 's3cr3t+/"ü of the client & more=';
export const ACCESS_TOKEN = '1.vlog8vBO7ZZQZQD7ZSTtO++Ez8Y=';

const CREDENTIALS = {
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
} satisfies Record<string, Record<string, unknown>>;

/** The vendors that tests call by name. */
export type VendorId = keyof typeof CREDENTIALS;

/** Every vendor, also one that no test calls by name. */
export const VENDOR_IDS = VENDORS.map(({ id }) => id) as VendorId[];

/** A credential that is right in every field, but for what the test says. */
export function credential(
  vendor: VendorId,
  fields: Record<string, unknown> = {},
): Record<string, unknown> {
  const known: Readonly<Record<string, Record<string, unknown>>> = CREDENTIALS;
  return { ...(known[vendor] ?? requiredFields(vendor)), ...fields };
}

/** What is right in every field that must be filled in. */
function requiredFields(vendorId: string): Record<string, string> {
  const fields = VENDORS.find(({ id }) => id === vendorId)?.fields ?? [];
  return Object.fromEntries(
    fields.filter((field) => field.required).map((field) => [field.name, exampleOf(field)]),
  );
}

function exampleOf(field: Field): string {
  if (field.default !== undefined) return field.default;
  if (isSecretField(field)) return SECRET;
  return field.placeholder ?? (field.kind === 'text' ? 'my-automation' : 'https://api.example.com');
}

export function settingsOf(
  vendor: VendorId,
  fields: Record<string, unknown> = {},
  host: { readonly hostOptionsKey?: string } = {},
): Settings {
  return checkSettings(vendor, credential(vendor, fields), host);
}

/** One credential, the source of its tokens, a vendor who answers, and the time. */
export interface Scene {
  readonly settings: Settings;
  readonly clock: SimulatedClock;
  readonly vendor: FakeVendor;
  readonly source: TokenSource;
  /** Waits of rule T20, in simulated time. */
  readonly wait: Wait;
  /** How long each of them was, in milliseconds. */
  readonly waits: readonly number[];
  /** A token, as a node would ask for it. */
  ask(how?: Pick<TokenAsker, 'signal' | 'explicit'>): Promise<AccessToken>;
  /** The same token's value. */
  token(signal?: AbortSignal): Promise<string>;
  /** What the vendor's test call says of a token. */
  verify(token: AccessToken, usedAtMs?: number): Promise<SpokenReport>;
}

/** Tokens at the place where the vendor's file says that they stand, else at `access_token`. */
function issuesTokensWhereLookedFor({ plan }: Settings): Respond {
  const [kind, path = ''] = plan.kind === 'token-endpoint' ? plan.token.identity : [];
  if (kind !== 'path' || path === '.') return issuesTokens();
  return (_request, nth) => {
    const token: unknown = `token-${nth}`;
    const body = path.split('.').reduceRight((value, name) => ({ [name]: value }), token);
    return { body: { ...(body as object), expires_in: 300 } };
  };
}

/** Without jitter: `random` is what `Math.random` would be if it were always the largest. */
export function scene(
  respond?: Respond,
  settings: Settings = settingsOf('dvinci'),
  random: () => number = () => 1,
): Scene {
  const clock = new SimulatedClock();
  const vendor = new FakeVendor(respond ?? issuesTokensWhereLookedFor(settings));
  const { send } = vendor;
  const source = createTokenSource(settings, clock, random);
  const waits: number[] = [];
  const ask: Scene['ask'] = (how = {}) => source.token({ settings, send, ...how });
  return {
    settings,
    clock,
    vendor,
    source,
    waits,
    async wait(milliseconds, signal) {
      waits.push(milliseconds);
      if (signal?.aborted) throw new Error('cancelled');
      clock.advanceSeconds(milliseconds / 1000);
    },
    ask,
    token: async (signal) => (await ask({ signal })).value,
    verify: async (token, usedAtMs) =>
      inWords(await source.verdicts.verify(settings, token, send, usedAtMs)),
  };
}
