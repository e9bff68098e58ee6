/** Thrown by a row for which this machine lacks something; the message says what. */
export class NotRunError extends Error {}
