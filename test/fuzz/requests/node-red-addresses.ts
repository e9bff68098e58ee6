import fc from 'fast-check';
import { settingsOf } from '../../core/support/credentials';
import { coreAddressOf } from '../../node-red/support/core-http-request';
import { assertOriginAllowed, resolveUrl, VendorAuthError } from '../core';
import { isStepInPath, isToldWithoutWords } from '../exceptions';
import { fuzzProperty, type Tally } from '../fuzz-property';
import { fillTemplate, nextUrl } from '../hosts';
import { anyAddress, HOME } from '../texts/addresses';
import { anyText, noText } from '../texts/texts';

const NODE_REDS = ['node-red', 'node-red-4'] as const;
const ORIGIN = `http://${HOME}`;
const settings = settingsOf('eggplant-dai', { baseUrl: ORIGIN });

/** Whether vendor-auth-bearer gives a message with that `msg.url` a token. */
function getsToken(url: unknown, tally: Tally): boolean {
  try {
    const next = nextUrl(url);
    if (next !== undefined) assertOriginAllowed(settings, next);
    tally.add('with the token');
    return true;
  } catch (error) {
    if (!(error instanceof VendorAuthError)) throw error;
    tally.add('refused');
    return false;
  }
}

/** Where the core node takes a message with that `msg.url`; undefined where it sends nothing. */
function coreOrigin(nodeRed: (typeof NODE_REDS)[number], url: unknown): string | undefined {
  let address: string | undefined;
  try {
    address = coreAddressOf(nodeRed, url);
  } catch {
    return undefined;
  }
  if (address === undefined || !URL.canParse(address)) return undefined;
  return new URL(address).origin;
}

export const nodeRedAddresses = fuzzProperty<unknown>({
  kind: 'node-red-addresses',
  guarantee: 'a msg.url that the http request node takes elsewhere never gets the token',
  runs: 300_000,
  runsInTests: 5_000,
  inputs: fc.oneof(
    { weight: 4, arbitrary: anyAddress },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(HOME, ORIGIN, `${HOME}:80`), anyText)
        .map((p) => p.join('')),
    },
    { weight: 1, arbitrary: anyText },
    { weight: 1, arbitrary: noText },
    { weight: 1, arbitrary: fc.array(anyAddress, { minLength: 1, maxLength: 2 }) },
  ),
  check(url, tally) {
    if (!getsToken(url, tally)) return;
    for (const nodeRed of NODE_REDS) {
      const origin = coreOrigin(nodeRed, url);
      if (origin !== undefined && origin !== ORIGIN)
        throw new Error(`${nodeRed} goes to ${origin}.`);
    }
  },
  missing: (tally, runs) =>
    runs >= 500 && Math.min(tally.of('with the token'), tally.of('refused')) * 20 < runs
      ? 'Hardly any address got the token, or hardly any was refused.'
      : undefined,
});

interface Filled {
  readonly values: Readonly<Record<string, unknown>>;
  readonly template: string;
}

/** Where values stand in two braces, in the midst of an address. */
const TEMPLATES = [
  `${ORIGIN}/a/{{x}}/b?c={{y}}#{{z}}`,
  `${ORIGIN}/{{x}}{{y}}?{{z}}`,
  '/a/{{ x }}/b?c={{y}}&d={{z}}',
  'a/{{x}}',
];

export const nodeRedTemplates = fuzzProperty<Filled>({
  kind: 'node-red-templates',
  guarantee: 'a value in two braces stays within its part of the address',
  runs: 300_000,
  runsInTests: 5_000,
  inputs: fc.record({
    values: fc.dictionary(
      fc.constantFrom('x', 'y', 'z'),
      fc.oneof(anyText, anyAddress, fc.anything({ maxDepth: 1, withBigInt: true })),
    ),
    template: fc.constantFrom(...TEMPLATES),
  }),
  check({ values, template }, tally) {
    let filled: string;
    try {
      filled = fillTemplate(template, (name) => (Object.hasOwn(values, name) ? values[name] : ''));
    } catch (error) {
      if (!(error instanceof VendorAuthError) && !isToldWithoutWords(error)) throw error;
      tally.add('refused');
      return;
    }
    tally.add('filled');
    const url = resolveUrl(settings, filled);
    if (url.origin !== ORIGIN) throw new Error(`It leads to ${url.origin}.`);
    if (isStepInPath(filled)) return;
    const plain = resolveUrl(settings, template.replace(/\{\{.*?\}\}/g, 'v'));
    const parts = [url, plain].map((one) => [
      one.pathname.split('/').length,
      one.search.split('&').length,
    ]);
    if (JSON.stringify(parts[0]) !== JSON.stringify(parts[1]))
      throw new Error(`It became ${url.href}.`);
  },
});
