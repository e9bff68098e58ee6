/** More than the head of any answer; whoever sends more is not listened to. */
export const LONGEST_HEAD_BYTES = 16 * 1024;

/** Changes what a socket reads of each answer. */
export interface AnswerFilter {
  /** Tells that a request is sent. */
  expectAnswer(): void;
  /** What of the bytes so far can be passed on. */
  pass(chunk: Buffer): Buffer;
}
