import { readBody } from './body';
import type { HttpRequest, HttpResponse, SendRequest } from './ports';
import type { Settings } from './settings';
import { transportFailure } from './transport-failure';

/** An answer that has arrived whole. */
export interface WholeAnswer extends Pick<HttpResponse, 'status' | 'headers'> {
  readonly text: string;
}

/**
 * Sends a request and reads the answer to its end: from here on, whatever goes wrong is not the
 * connection's fault.
 *
 * @throws {VendorAuthError} what kept the answer from arriving, in words.
 */
export async function exchange(
  settings: Settings,
  send: SendRequest,
  request: Omit<HttpRequest, 'tls'>,
): Promise<WholeAnswer> {
  const { vendor, tls } = settings;
  try {
    const response = await send({ ...request, tls });
    const { status, headers } = response;
    return { status, headers, text: await readBody(response, vendor.id) };
  } catch (error) {
    throw transportFailure(error, vendor, request.url, tls);
  }
}
