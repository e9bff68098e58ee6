/** What a request to the API carries besides what the user asks for: the token, further headers. */
import { sentences } from '../base/sentence';
import { BEARER_HEADER, tokenInHeader, type TokenPlacement } from '../endpoint/token-placement';
import { headersOf } from '../fields/clean-field';
import type { Field } from '../fields/field';
import type { FieldValues, ValuesProblem } from '../vendor/vendor';

export const API_REQUEST_FIELDS: readonly Field[] = [
  {
    name: 'tokenHeader',
    label: 'Token Header',
    kind: 'headerName',
    help: 'The header in which the API wants the token, such as X-Access-Token, if it is not Authorization.',
    placeholder: 'Authorization',
    required: false,
    advanced: true,
    group: 'placing',
  },
  {
    name: 'tokenPrefix',
    label: 'Token Prefix',
    kind: 'text',
    help: 'The word in front of the token, such as token, if it is not Bearer. In another header than Authorization there is none unless it is entered; “none” leaves it out.',
    placeholder: 'Bearer',
    required: false,
    advanced: true,
    group: 'placing',
  },
  {
    name: 'apiHeaders',
    label: 'API Headers',
    kind: 'secretHeaders',
    help: 'Headers that every call of the API needs, such as a subscription key: Name: value, one a line. They are stored encrypted and never shown again.',
    required: false,
    advanced: true,
    group: 'placing',
  },
];

const NO_PREFIX = 'none';

export function tokenPlacementOf(values: FieldValues): TokenPlacement {
  const header = values.text('tokenHeader') || 'Authorization';
  const typed = values.text('tokenPrefix');
  if (typed === '' && header.toLowerCase() === BEARER_HEADER.header) return BEARER_HEADER;
  return tokenInHeader(header, typed === NO_PREFIX ? '' : typed);
}

export function apiHeadersOf(values: FieldValues): Record<string, string> {
  return headersOf(values.text('apiHeaders'));
}

const SAY = sentences('apiRequest', {
  tokenHeader: 'API Headers must not hold __header__, which carries the token.',
  prefix: 'Token Prefix must be one word, such as Bearer or token.',
  connectionHeader: 'Token Header must not be __header__, which belongs to the connection.',
});

const OF_THE_CONNECTION = ['host', 'content-length', 'transfer-encoding', 'connection', 'cookie'];

export function checkApiRequest(values: FieldValues): ValuesProblem[] {
  const { header } = tokenPlacementOf(values);
  const problems: ValuesProblem[] = [];
  if (header in apiHeadersOf(values)) {
    problems.push({ field: 'apiHeaders', message: SAY.tokenHeader({ header }) });
  }
  if (OF_THE_CONNECTION.includes(header)) {
    problems.push({ field: 'tokenHeader', message: SAY.connectionHeader({ header }) });
  }
  if (!/^[!-~]*$/.test(values.text('tokenPrefix'))) {
    problems.push({ field: 'tokenPrefix', message: SAY.prefix() });
  }
  return problems;
}
