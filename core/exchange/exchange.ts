import type { HttpRequest, SendRequest } from '../base/ports';
import type { Settings } from '../credential/settings';
import { receive, type ReceiveOptions, type WholeAnswer } from '../http/receive';
import { transportError } from './transport-words';

/**
 * Sends a request over the credential's kind of TLS and reads the answer to its end.
 *
 * @throws {VendorAuthError} what kept the answer from arriving, in words.
 */
export async function exchange(
  settings: Settings,
  send: SendRequest,
  request: Omit<HttpRequest, 'tls'>,
  options: ReceiveOptions = {},
): Promise<WholeAnswer> {
  const received = await receive(send, { ...request, tls: settings.tls }, options);
  if (received.kind === 'answer') return received.answer;
  throw transportError(settings, received.fault, request.url);
}
