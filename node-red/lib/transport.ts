import { request, type Dispatcher } from 'undici';
import type { SendRequest } from '../../core';
import { Deadline } from './deadline';

/**
 * Sends the core's requests over these connections.
 *
 * @param signal - ends the requests that are under way; without it, nothing but their time does.
 */
export function sendThrough(dispatcher: Dispatcher, signal?: AbortSignal): SendRequest {
  return async ({ url, method, headers, body, timeoutMs }) => {
    const deadline = new Deadline(timeoutMs, signal);
    try {
      const response = await request(url, {
        dispatcher,
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        signal: deadline.signal,
      });
      return {
        status: response.statusCode,
        headers: response.headers,
        body: deadline.over<Uint8Array>(response.body),
      };
    } catch (error) {
      deadline.clear();
      throw error;
    }
  };
}
