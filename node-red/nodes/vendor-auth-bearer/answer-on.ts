import type { NodeMessageInFlow } from 'node-red';
import {
  isRecord,
  LONGEST_BODY_BYTES,
  parseJson,
  type ApiAnswer,
  type Settings,
} from '../../../core';

/**
 * What a core `http request` node put on a message, as the core judges it. That node gives the body as
 * text, as bytes or, as the user likes, parsed.
 *
 * @param signs - only to look for a text of these is a parsed body made a text again
 */
export function answerOn(msg: NodeMessageInFlow, signs: Settings['rejectionSigns']): ApiAnswer {
  const { statusCode, headers, payload } = msg as NodeMessageInFlow & Answered;
  // It has a text in place of the status, and an error's words as payload, if no answer came.
  if (typeof statusCode !== 'number') return NO_ANSWER;
  const text = () => textOf(payload) ?? (signs.body === '' ? '' : textOfJson(payload));
  return {
    status: statusCode,
    header: (name) => {
      const lines = [isRecord(headers) ? headers[name] : undefined].flat();
      const texts = lines.filter((line) => typeof line === 'string');
      return texts.length === 0 ? undefined : texts.join(', ');
    },
    text,
    json: () => (isJson(payload) ? payload : parseJson(text())),
  };
}

interface Answered {
  readonly statusCode?: unknown;
  readonly headers?: unknown;
}

const NO_ANSWER: ApiAnswer = {
  status: 0,
  header: () => undefined,
  text: () => '',
  json: () => undefined,
};

function textOf(payload: unknown): string | undefined {
  if (typeof payload === 'string') return payload.slice(0, LONGEST_BODY_BYTES);
  return Buffer.isBuffer(payload) ? payload.toString('utf8', 0, LONGEST_BODY_BYTES) : undefined;
}

/** How the body was spaced is not known any more, and does not count when it is judged. */
function textOfJson(payload: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(payload);
    return (text ?? '').slice(0, LONGEST_BODY_BYTES);
  } catch {
    return '';
  }
}

function isJson(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload);
}
