import type { ApiAnswer } from '../../../core';

/** An answer of that status that says nothing else. */
export function answerOf(status: number): ApiAnswer {
  return { status, header: () => undefined, text: () => '', json: () => undefined };
}
