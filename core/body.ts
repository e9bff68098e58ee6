import { VendorAuthError } from './errors';
import type { HttpResponse } from './ports';

/** More than any token endpoint has to say, and little enough for any machine (rule T9). */
export const LONGEST_BODY_BYTES = 1024 * 1024;

/**
 * The body as text without a byte order mark. Reading stops, and closes the stream, as soon as the
 * body turns out longer than 1 MiB.
 *
 * @throws {VendorAuthError} `answer-too-large`
 */
export async function readBody(response: HttpResponse, vendor: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop by an error closes the stream.
  for await (const chunk of response.body) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > LONGEST_BODY_BYTES) {
      throw new VendorAuthError({
        code: 'answer-too-large',
        vendor,
        status: response.status,
        message: 'The answer is longer than 1 MiB, so it was not read to its end.',
        hint: 'Check that the address is that of the API, not of a page or a download.',
      });
    }
    chunks.push(buffer);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** The one value of a header, or undefined. */
export function headerOf(
  response: Pick<HttpResponse, 'headers'>,
  name: string,
): string | undefined {
  const value = response.headers[name];
  return typeof value === 'object' ? value.join(', ') : value;
}

/** What a text holds as JSON, or undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a text is a page for a browser, whatever its content type says. */
export function isHtml(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i.test(
    text,
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
