import fc from 'fast-check';
import { settingsOf } from '../../core/support/credentials';
import {
  assertOriginAllowed,
  isOriginAllowed,
  resolveUrl,
  VendorAuthError,
  type Settings,
} from '../core';
import { fuzzProperty, type Tally } from '../fuzz-property';
import { anyAddress, HOME } from '../texts/addresses';
import { anyText } from '../texts/texts';

interface Case {
  readonly login: string;
  readonly address: string;
}

/** The logins, and the origins that their tokens may reach, written out by hand. */
const LOGINS: Readonly<
  Record<string, { readonly settings: Settings; readonly origins: readonly string[] }>
> = {
  plain: {
    settings: settingsOf('client-credentials', { baseUrl: `https://${HOME}` }),
    origins: ['https://api.example.com'],
  },
  'with a path': {
    settings: settingsOf('agility', { baseUrl: `https://${HOME}:8443/Acme/` }),
    origins: ['https://api.example.com:8443'],
  },
  'with further origins': {
    settings: settingsOf('client-credentials', {
      baseUrl: `http://${HOME}`,
      allowedOrigins: 'https://files.example.com https://[::1]:443, http://127.0.0.1:8080',
    }),
    origins: [
      'http://api.example.com',
      'https://files.example.com',
      'https://[::1]',
      'http://127.0.0.1:8080',
    ],
  },
};

function check({ login, address }: Case, tally: Tally): void {
  const { settings, origins } = LOGINS[login]!;
  if (URL.canParse(address)) tally.add(judged(settings, origins, new URL(address)));
  let url: URL;
  try {
    url = resolveUrl(settings, address);
  } catch (error) {
    tally.add('no address');
    if (error instanceof VendorAuthError && error.code === 'invalid-settings') return;
    throw error;
  }
  tally.add(judged(settings, origins, url));
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\//i.test(address.trim());
  if (!isWhole && url.origin !== origins[0]) throw new Error(`A path became ${url.href}.`);
}

/** Whether the token may go there, which must be what the list says of the address as it is sent. */
function judged(settings: Settings, origins: readonly string[], url: URL): 'home' | 'abroad' {
  const isAllowed = passes(settings, url);
  if (isAllowed !== isOriginAllowed(settings, url)) throw new Error('Two answers to one question.');
  // What is sent is the text of the address, which every reader must take for the same place.
  const read = new URL(url.href);
  const isListed = ['http:', 'https:'].includes(read.protocol) && origins.includes(read.origin);
  if (isAllowed !== isListed) {
    throw new Error(`The token ${isAllowed ? 'goes' : 'does not go'} to ${url.href}.`);
  }
  return isListed ? 'home' : 'abroad';
}

function passes(settings: Settings, url: URL): boolean {
  try {
    assertOriginAllowed(settings, url);
    return true;
  } catch (error) {
    if (error instanceof VendorAuthError && error.code === 'foreign-origin') return false;
    throw error;
  }
}

export const addresses = fuzzProperty<Case>({
  kind: 'addresses',
  guarantee: 'a token goes only to origins that are listed, as `new URL` reads the address',
  runs: 500_000,
  runsInTests: 10_000,
  inputs: fc.record({
    login: fc.constantFrom(...Object.keys(LOGINS)),
    address: fc.oneof({ weight: 9, arbitrary: anyAddress }, { weight: 1, arbitrary: anyText }),
  }),
  check,
  missing: (tally, runs) =>
    runs >= 500 &&
    Math.min(tally.of('home'), tally.of('abroad'), tally.of('no address')) * 50 < runs
      ? 'Hardly any address led home, abroad or nowhere.'
      : undefined,
});
