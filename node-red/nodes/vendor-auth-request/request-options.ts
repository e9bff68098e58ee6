/** A row of the header list, as the core `http request` node keeps it. */
export interface HeaderRow {
  /** `other`: `keyValue` is the name; `msg`: the name stands there in the message; else the name. */
  readonly keyType: string;
  readonly keyValue?: string;
  readonly valueType: string;
  readonly valueValue?: string;
}

/** How the payload of a GET is used. */
export type GetPayload = 'ignore' | 'query' | 'body';

/** Text, bytes, or what the text means as JSON. */
export type ReturnType = 'txt' | 'bin' | 'obj';

/** What the dialog of the node says; a message may say the rest. */
export interface RequestOptions {
  /** Upper case; `USE` leaves it to `msg.method`. */
  readonly method: string;
  /** Empty leaves it to `msg.url`. */
  readonly url: string;
  readonly getPayload: GetPayload;
  readonly headers: readonly HeaderRow[];
  readonly returnType: ReturnType;
  /** Whether an answer other than 2xx is a failure. */
  readonly failsUnlessSuccess: boolean;
  /** For the whole exchange, redirects included. */
  readonly timeoutMs: number;
  /** Whether careless heads of answers are put up with. */
  readonly isLenient: boolean;
  /** How large an answer may be, decoded. */
  readonly maxAnswerBytes: number;
}

/** Those of them that are stored in the flow, under the names of the core node. */
export interface RequestProperties {
  readonly method?: string;
  readonly url?: string;
  readonly paytoqs?: string;
  readonly headers?: unknown;
  readonly ret?: string;
  readonly senderr?: boolean;
  readonly insecureHTTPParser?: boolean;
}

const DEFAULT_TIMEOUT_MS = 120_000;

/** Far more than an API answers, and little enough for Node-RED to hold. */
const DEFAULT_MAX_ANSWER_BYTES = 100 * 1024 * 1024;

/**
 * @param httpRequestTimeout - in milliseconds, from the settings of Node-RED
 * @param vendorAuthRequestMaxAnswerBytes - from the settings of Node-RED
 */
export function requestOptions(
  properties: RequestProperties,
  httpRequestTimeout: unknown,
  vendorAuthRequestMaxAnswerBytes?: unknown,
): RequestOptions {
  const { method, url, paytoqs, headers, ret, senderr } = properties;
  return {
    method: (method || 'GET').toUpperCase(),
    url: (url ?? '').trim(),
    getPayload: paytoqs === 'query' || paytoqs === 'body' ? paytoqs : 'ignore',
    headers: Array.isArray(headers) ? (headers as HeaderRow[]) : [],
    returnType: ret === 'bin' || ret === 'obj' ? ret : 'txt',
    failsUnlessSuccess: senderr === true,
    isLenient: properties.insecureHTTPParser === true,
    timeoutMs: positiveNumber(httpRequestTimeout) ?? DEFAULT_TIMEOUT_MS,
    maxAnswerBytes: positiveNumber(vendorAuthRequestMaxAnswerBytes) ?? DEFAULT_MAX_ANSWER_BYTES,
  };
}

/** The number that a value is or spells, if it is one and greater than zero. */
export function positiveNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number > 0 ? number : undefined;
}
