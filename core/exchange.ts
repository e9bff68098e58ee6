import { readBody } from './body';
import { VendorAuthError } from './errors';
import type { HttpRequest, HttpResponse, SendRequest } from './ports';
import type { Settings } from './settings';
import { transportFailure } from './transport-failure';
import type { Vendor } from './vendor';

/** An answer that has arrived, whole unless its beginning was all that was wanted. */
export interface WholeAnswer extends Pick<HttpResponse, 'status' | 'headers'> {
  readonly text: string;
}

export interface ExchangeOptions {
  /** Of an answer that is longer than 1 MiB, the first of it is enough. */
  readonly beginningIsEnough?: boolean;
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
  options: ExchangeOptions = {},
): Promise<WholeAnswer> {
  const { vendor, tls } = settings;
  try {
    const response = await send({ ...request, tls });
    const { status, headers } = response;
    const { text, isWhole } = await readBody(response);
    if (!isWhole && !options.beginningIsEnough) throw tooLarge(vendor, status);
    return { status, headers, text };
  } catch (error) {
    throw transportFailure(error, vendor, request.url, tls, addressFieldOf(settings, request.url));
  }
}

/** Which field decides where the request goes: only a token URL leads away from the base URL. */
function addressFieldOf({ baseUrl }: Settings, url: string): string {
  return new URL(url).origin === new URL(baseUrl).origin ? 'Base URL' : 'Token URL';
}

function tooLarge(vendor: Vendor, status: number): VendorAuthError {
  return new VendorAuthError({
    code: 'answer-too-large',
    vendor: vendor.id,
    status,
    message: 'The answer is longer than 1 MiB, so it was not read to its end.',
    hint: 'Check that the address is that of the API, not of a page or a download.',
  });
}
