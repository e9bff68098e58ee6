/**
 * All that the long property runs know of the core: its public interface, and nothing behind it. What
 * moves within the core changes this file alone.
 */
import {
  cleanField,
  createTokenSource,
  fieldToClean,
  isFieldRequired,
  say,
  sentences,
  TokenSources,
  VendorAuthError,
  type AccessToken,
  type Clock,
  type Field,
  type SendRequest,
  type Settings,
  type TestReport,
  type TokenSource,
} from '../../core';
import type { VendorId } from '../core/support/credentials';

export {
  assertOriginAllowed,
  checkSettings,
  fieldsOf,
  isOriginAllowed,
  isSecretField,
  parseStored,
  resolveUrl,
  serializeStored,
  TokenSources,
  VENDORS,
  VendorAuthError,
  type AccessToken,
  type Field,
  type HttpRequest,
  type HttpResponse,
  type SendRequest,
  type Settings,
  type StoredToken,
  type TestReport,
  type TokenSource,
  type VendorAuthErrorCode,
} from '../../core';

/** The names of the vendors, as tests know them. */
export type { VendorId };

/** The client of a credential, and where it asks for tokens. */
export interface EndpointFacts {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
}

/** @throws Error for a credential whose token is static */
export function endpointFacts(settings: Settings): EndpointFacts {
  const facts = tokenFacts(settings);
  if ('staticToken' in facts) throw new Error('a static token has no token endpoint');
  return facts;
}

/** Where the token of a credential comes from. */
export function tokenFacts({
  plan,
  values,
}: Settings): EndpointFacts | { readonly staticToken: string } {
  if (plan.kind === 'static') return { staticToken: plan.accessToken };
  const [clientId, clientSecret] = [values.text('clientId'), values.text('clientSecret')];
  return { clientId, clientSecret, tokenUrl: plan.url };
}

const SAY = sentences('fuzz', { notAllowed: 'Domain not allowed.' });

/** What a host throws that did not send a request at all. */
export function refusalOfHost(): VendorAuthError {
  return new VendorAuthError({ code: 'not-sent', vendor: 'dvinci', message: SAY.notAllowed() });
}

/** What the dialog says of a field while somebody types, beside the others; undefined if it is right. */
export function messageWhileTyping(
  field: Field,
  fields: readonly Field[],
  raw: Readonly<Record<string, unknown>>,
): string | undefined {
  const cleaned = (asked: Field) =>
    cleanField(fieldToClean({ id: 'dvinci' }, asked), raw[asked.name]);
  const textOf = (name: string) => {
    const other = fields.find((one) => one.name === name);
    const result = other && cleaned({ ...other, required: false });
    return result?.ok ? result.value : '';
  };
  const found = cleaned({ ...field, required: isFieldRequired(field, textOf) });
  return found.ok ? undefined : say(found.problem);
}

/** An event that listeners hear. */
export type Heard = Parameters<Parameters<TokenSource['subscribe']>[0]>[0];

export function codeOfFailure(event: Extract<Heard, { type: 'failed' }>): string {
  return event.failure.code;
}

export function newTokenSource(settings: Settings, clock: Clock, random: () => number) {
  return createTokenSource(settings, clock, random);
}

export function newTokenSources(clock: Clock, random: () => number): TokenSources {
  return new TokenSources(clock, random);
}

/** A token as an ordinary caller with that credential asks for it. */
export async function askForToken(
  source: TokenSource,
  settings: Settings,
  send: SendRequest,
  signal?: AbortSignal,
): Promise<AccessToken> {
  return await source.token({ settings, send, signal });
}

/** Makes the vendor's test call with a token. */
export async function testToken(
  source: TokenSource,
  token: AccessToken,
  send: SendRequest,
  settings: Settings,
): Promise<TestReport> {
  return await source.verdicts.verify(settings, token, send);
}

/** @returns whether asking again gives another token */
export function rejectToken(source: TokenSource, token: AccessToken): boolean {
  return source.reject(token.value);
}

export function acceptToken(source: TokenSource, token: AccessToken): void {
  source.accepted(token.value);
}

/** What an operator sees of a token source, for a model to compare with. */
export interface ObservedStatus {
  readonly state: string;
  readonly secondsLeft: number | undefined;
  readonly heldBackSeconds: number | undefined;
  readonly tokenRequests: number;
}

export function observedStatus(source: TokenSource): ObservedStatus {
  const { state, secondsLeft, heldBackSeconds, tokenRequests } = source.status();
  return { state, secondsLeft, heldBackSeconds, tokenRequests };
}
