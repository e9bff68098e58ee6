/** What a request to the API carries besides what the user asks for: the token, further headers. */
import { sentences } from '../base/sentence';
import { BEARER_HEADER, tokenInHeader, type TokenPlacement } from '../endpoint/token-placement';
import type { Field } from '../fields/field';
import { headersOf } from '../fields/header-values';
import type { FieldValues, ValuesProblem } from '../vendor/vendor';
import { isNone } from './none';

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
    help: 'The word in front of the token, such as token, if it is not Bearer. Enter “none” if the token stands alone.',
    placeholder: 'Bearer',
    required: false,
    default: 'Bearer',
    emptyCounts: true,
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

export function tokenPlacementOf(values: FieldValues): TokenPlacement {
  const header = values.text('tokenHeader');
  const prefix = values.text('tokenPrefix');
  // A form that nobody touched may hold two empty texts.
  if (header === '' && prefix === '') return BEARER_HEADER;
  return tokenInHeader(header || BEARER_HEADER.header, isNone(prefix) ? '' : prefix);
}

/** Names in lower case. */
export function apiHeadersOf(values: FieldValues): Record<string, string> {
  const { header } = tokenPlacementOf(values);
  const all = Object.entries(headersOf(values.text('apiHeaders')));
  return Object.fromEntries(all.filter(([name]) => name !== header));
}

const SAY = sentences('apiRequest', {
  tokenHeader: 'API Headers: __header__ was left out, since it carries the token.',
  prefix:
    'Token Prefix has a character that cannot stand in a header. Enter a word such as Bearer or token.',
  cookie: 'Token Header must not be Cookie: cookies are kept by the HTTP client.',
});

export function checkApiRequest(values: FieldValues): ValuesProblem[] {
  const { header } = tokenPlacementOf(values);
  const problems: ValuesProblem[] = [];
  if (Object.hasOwn(headersOf(values.text('apiHeaders')), header)) {
    const message = SAY.tokenHeader({ header });
    problems.push({ field: 'apiHeaders', message, isRepaired: true });
  }
  if (header === 'cookie') problems.push({ field: 'tokenHeader', message: SAY.cookie() });
  if (!/^[ -~]*$/.test(values.text('tokenPrefix'))) {
    problems.push({ field: 'tokenPrefix', message: SAY.prefix() });
  }
  return problems;
}
