import type { VendorAuthError } from '../base/errors';
import { merged } from '../base/json';
import type { Clock, HttpRequest, SendRequest } from '../base/ports';
import type { Settings } from '../credential/settings';
import type { RequestWay, TokenEndpoint } from '../endpoint/access-token-plan';
import { FAULT_CODE } from '../exchange/transport-words';
import { receive } from '../http/receive';
import type { TransportFault } from '../http/transport-fault';
import { classifyTokenAnswer, type IssuedToken } from './classify-token-answer';
import { readTokenAnswer } from './read-token-answer';
import type { TokenFailure } from './token-failure';

/** For the whole token request, further ways included (rule T9). */
const TOKEN_REQUEST_TIMEOUT_MS = 30_000;

export type TokenOutcome =
  | {
      readonly kind: 'issued';
      readonly token: IssuedToken;
      /** The number of the way that the vendor took, to begin with next time. */
      readonly way: number;
    }
  | { readonly kind: 'failed'; readonly failure: TokenFailure };

/**
 * Requests one access token with the client credentials grant (RFC 6749 section 4.4). A vendor that
 * refuses the form of the request is asked once more in each other way that it may understand.
 *
 * @param firstWay - the number of the way that worked last
 */
export async function requestToken(
  settings: Settings,
  endpoint: TokenEndpoint,
  { send, clock }: { readonly send: SendRequest; readonly clock: Clock },
  firstWay = 0,
): Promise<TokenOutcome> {
  const startMs = clock.monotonicMs();
  const timeLeftMs = () => TOKEN_REQUEST_TIMEOUT_MS - (clock.monotonicMs() - startMs);
  const untried = inOrder(endpoint.ways, firstWay);
  for (;;) {
    const { way, number } = untried.shift() as NumberedWay;
    const url = way.url ?? endpoint.url;
    const asked = { ...endpoint, url };
    const { request, secrets } = tokenRequest(asked, way, timeLeftMs(), clock.wallMs());
    const received = await receive(send, { ...request, tls: settings.tls });
    if (received.kind === 'fault') {
      return { kind: 'failed', failure: faultFailure(received.fault) };
    }
    const { answer } = received;
    const read = readTokenAnswer(answer, clock.wallMs());
    const told = { ...asked, secrets: [...endpoint.secrets, ...secrets] };
    const meaning = classifyTokenAnswer(settings, told, answer.status, read);
    if (meaning.kind === 'issued') {
      return { kind: 'issued', token: meaning.token, way: number };
    }
    const { failure, refusal } = meaning;
    const mayAnotherWork = refusal !== undefined && way.isRefusedForItsForm?.(refusal) === true;
    if (untried.length === 0 || timeLeftMs() <= 0 || !mayAnotherWork) {
      return { kind: 'failed', failure };
    }
  }
}

interface NumberedWay {
  readonly way: RequestWay;
  readonly number: number;
}

function inOrder(ways: readonly RequestWay[], first: number): NumberedWay[] {
  const numbered = ways.map((way, number) => ({ way, number }));
  return [
    ...numbered.filter(({ number }) => number === first),
    ...numbered.filter(({ number }) => number !== first),
  ];
}

interface PreparedRequest {
  readonly request: Omit<HttpRequest, 'tls'>;
  /** What it carries besides the endpoint's own secrets. */
  readonly secrets: readonly string[];
}

function tokenRequest(
  { url, parameters, secretParameters, headers }: TokenEndpoint,
  { client, format }: RequestWay,
  timeoutMs: number,
  wallMs: number,
): PreparedRequest {
  const draft = { url, headers, parameters: merged(parameters, secretParameters) };
  const { secrets = [], ...whole } = client.authenticate(draft, { wallMs });
  return { request: { ...format.encode(whole), timeoutMs }, secrets };
}

function faultFailure(fault: TransportFault): TokenFailure {
  if (fault.kind === 'told') return toldFailure(fault.error);
  const status = fault.kind === 'too-large' ? fault.status : undefined;
  return { code: FAULT_CODE[fault.kind], cause: { kind: 'fault', fault }, status };
}

/** A failure that somebody else has put into words already. */
export function toldFailure(error: VendorAuthError): TokenFailure {
  const { code, status, retryAfterSeconds } = error;
  return { code, cause: { kind: 'told', error }, status, retryAfterSeconds };
}
