import type { Dispatcher } from 'undici';
import { notApi, VendorAuthError, type SendRequest, sentences } from '../../core';
import { withoutConnectionHeaders } from './connection-headers';
import { decoded, headersOfDecoded } from './content-coding';
import { Deadline } from './deadline';
import { sendRequest } from './send-request';

/** More than the core reads of any answer (rule T9), so this decides only where little is left of much. */
const MOST_BYTES = 2 * 1024 * 1024;

const SAY = sentences('connection', {
  tooLarge: 'The answer is longer than 2 MiB, so it was not read to its end.',
  undecodable: 'The answer does not match its content-encoding (__codings__).',
  proxyChanges:
    'Check that the address is that of the API, and whether a proxy in between changes answers.',
});

/**
 * Sends the core's requests over these connections.
 *
 * @param signal - ends the requests that are under way; without it, nothing but their time does.
 */
export function sendThrough(dispatcher: Dispatcher, signal?: AbortSignal): SendRequest {
  return async ({ url, method, headers, body, timeoutMs }) => {
    const deadline = new Deadline(timeoutMs, signal);
    try {
      const response = await sendRequest(url, {
        dispatcher,
        method,
        headers: withoutConnectionHeaders(headers),
        ...(body === undefined ? {} : { body }),
        signal: deadline.signal,
      });
      const encoding = response.headers['content-encoding'];
      return {
        status: response.statusCode,
        headers: headersOfDecoded(response.headers),
        body: deadline.over(decoded(response.body, encoding, MOST_BYTES, ERRORS)),
      };
    } catch (error) {
      deadline.clear();
      throw error;
    }
  };
}

const ERRORS = {
  tooLarge: () =>
    new VendorAuthError({
      code: 'answer-too-large',
      vendor: '',
      message: SAY.tooLarge(),
      hint: notApi(),
    }),
  undecodable: (codings: string) =>
    new VendorAuthError({
      code: 'unreadable-answer',
      vendor: '',
      message: SAY.undecodable({ codings }),
      hint: SAY.proxyChanges(),
    }),
};
