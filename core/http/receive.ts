import type { HttpRequest, HttpResponse, SendRequest } from '../base/ports';
import { readBody } from './body';
import { tlsWanted, transportFault, type TransportFault } from './transport-fault';

/** An answer that has arrived, whole unless its beginning was all that was wanted. */
export interface WholeAnswer extends Pick<HttpResponse, 'status' | 'headers'> {
  readonly text: string;
}

export interface ReceiveOptions {
  /** Of an answer that is longer than 1 MiB, the first of it is enough. */
  readonly beginningIsEnough?: boolean;
}

export type Received =
  | { readonly kind: 'answer'; readonly answer: WholeAnswer }
  | { readonly kind: 'fault'; readonly fault: TransportFault };

/**
 * Sends a request and reads the answer to its end: from here on, whatever goes wrong is not the
 * connection's fault. It never throws.
 */
export async function receive(
  send: SendRequest,
  request: HttpRequest,
  options: ReceiveOptions = {},
): Promise<Received> {
  try {
    const response = await send(request);
    const { status, headers } = response;
    const { text, isWhole } = await readBody(response);
    if (!isWhole && !options.beginningIsEnough) {
      return { kind: 'fault', fault: { kind: 'too-large', status } };
    }
    const fault = tlsWanted(request.url, status, text);
    if (fault !== undefined) return { kind: 'fault', fault };
    return { kind: 'answer', answer: { status, headers, text } };
  } catch (error) {
    return { kind: 'fault', fault: transportFault(error) };
  }
}
