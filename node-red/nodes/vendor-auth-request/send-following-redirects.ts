import type { Dispatcher } from 'undici';
import { LONGEST_BODY_BYTES, parseJson, type ApiAnswer, type Settings } from '../../../core';
import { withoutConnectionHeaders } from '../../lib/connection-headers';
import { Deadline } from '../../lib/deadline';
import { sendRequest } from '../../lib/send-request';
import { discardBody, readAnswerBody } from './answer-body';
import { cookieHeader, responseCookies, type ResponseCookie } from './cookies';
import type { OutgoingRequest } from './outgoing-request';
import { spelled, type Spellings } from './request-headers';
import { MOST_REDIRECTS, nextStep, redirectTarget, tooManyRedirects, type Step } from './redirect';

export interface Redirection {
  readonly location: string;
  readonly cookies?: Record<string, ResponseCookie>;
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Where it came from in the end. */
  readonly url: string;
  readonly redirections: readonly Redirection[];
  /**
   * The last answer to the request itself with its token. What a redirect made of it, be it a GET after
   * a POST or a request without the token, says nothing about that: the first request may have been
   * carried out, and must not be repeated for it (rule T17).
   */
  readonly toToken: ApiAnswer;
}

export interface Wire {
  readonly dispatcher: Dispatcher;
  readonly settings: Settings;
  /** What no error may quote, the token included. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Sends a request with a token and follows redirects. To an origin that may not have the token, it is
 * followed without (rule T12), and without anything else of the login; from there on all that stays
 * behind, wherever the way leads.
 *
 * @throws {VendorAuthError} `redirected` where a body would have to go to such an origin, and after too
 *   many redirects; `answer-too-large`; `unreadable-answer`.
 * @throws whatever undici does, or a `timeout` by name when the time for all of it is up.
 */
export async function sendFollowingRedirects(
  outgoing: OutgoingRequest,
  tokenHeader: Readonly<Record<string, string>>,
  { dispatcher, settings, secrets, signal }: Wire,
): Promise<Answer> {
  const deadline = new Deadline(outgoing.timeoutMs, signal);
  const redirections: Redirection[] = [];
  const rules = { settings, secrets, harmlessHeaders: outgoing.harmlessHeaders };
  let step: Step = { ...outgoing, tokenHeader };
  let toToken = apiAnswerOf(0, {}, NO_BODY);
  try {
    for (;;) {
      const response = await send(step, outgoing.spellings, dispatcher, deadline.signal);
      const status = response.statusCode;
      const isRequestItself = step.method === outgoing.method && step.tokenHeader !== undefined;
      if (isRequestItself) toToken = apiAnswerOf(status, response.headers, NO_BODY);
      const target = outgoing.followsRedirects ? redirectTarget(step, response) : undefined;
      if (target === undefined) {
        const read = readAnswerBody(
          response,
          step.method,
          outgoing.maxAnswerBytes,
          settings.vendor,
        );
        const { headers, body } = await read;
        if (isRequestItself) toToken = apiAnswerOf(status, headers, body);
        return { status, headers, body, url: step.url.href, redirections, toToken };
      }
      await discardBody(response.body, deadline.signal);
      const cookies = responseCookies(response.headers['set-cookie']);
      redirections.push({
        location: String(response.headers['location']),
        ...(cookies !== undefined && { cookies }),
      });
      if (redirections.length > MOST_REDIRECTS) throw tooManyRedirects(step.url, rules);
      step = nextStep(step, response, target, rules);
    }
  } finally {
    deadline.clear();
  }
}

const NO_BODY = Buffer.alloc(0);

/** The answer as the core judges it; its text is made only if somebody looks at it. */
function apiAnswerOf(status: number, headers: Answer['headers'], body: Buffer): ApiAnswer {
  const text = () => new TextDecoder().decode(body.subarray(0, LONGEST_BODY_BYTES));
  return {
    status,
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    text,
    json: () => (body.length > LONGEST_BODY_BYTES ? undefined : parseJson(text())),
  };
}

async function send(step: Step, spellings: Spellings, dispatcher: Dispatcher, signal: AbortSignal) {
  const cookie = cookieHeader(step.cookies);
  return await sendRequest(step.url, {
    dispatcher,
    method: step.method,
    headers: {
      ...spelled(withoutConnectionHeaders(step.headers), spellings),
      ...(cookie !== undefined && { cookie }),
      ...step.tokenHeader,
    },
    body: step.body ?? null,
    signal,
  });
}
