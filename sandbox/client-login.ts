import type { TokenVendorSettings } from './settings';
import type { VendorState } from './vendor';

/** Whether the id and secret are this vendor's. A refusal is counted. */
export function isClient(
  given: { id: string | undefined; secret: string | undefined },
  clientId: string,
  state: VendorState<TokenVendorSettings>,
): boolean {
  const { clientSecret, furtherClientSecrets } = state.settings;
  const secrets = [clientSecret, ...furtherClientSecrets];
  const known =
    given.id === clientId && given.secret !== undefined && secrets.includes(given.secret);
  if (!known) state.stats.secretRefused();
  return known;
}

/** Hands out a token: from now on it is accepted. Returns the lifetime that it has. */
export function issue(
  token: string,
  owner: string,
  vendorLifetimeSeconds: number,
  state: VendorState<TokenVendorSettings>,
): number {
  const lifetimeSeconds = state.settings.lifetimeSeconds ?? vendorLifetimeSeconds;
  state.tokens.keep({ token, owner, lifetimeSeconds });
  state.stats.tokenIssued();
  return lifetimeSeconds;
}

/** The members of a token answer after what the settings leave out, replace and add. */
export function tokenMembers(
  members: Record<string, unknown>,
  settings: TokenVendorSettings,
): Record<string, unknown> {
  const left = { ...members };
  if (settings.omitExpiresIn) delete left.expires_in;
  if (settings.omitTokenType) delete left.token_type;
  for (const [name, value] of Object.entries(settings.tokenAnswer)) {
    if (value === null) delete left[name];
    else left[name] = value;
  }
  return left;
}
