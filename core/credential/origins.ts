import { parseUrl } from '../base/url';
import { invalidFields, VendorAuthError } from '../base/errors';
import { sentences, type Sentence } from '../base/sentence';
import { withoutLeading } from '../base/text';
import { nameWithin } from '../vendor/vendor-name';
import type { Settings } from './settings';

const SAY = sentences('origins', {
  url: 'URL',
  tooLong: 'URL is longer than __n__ characters.',
  noAddress:
    'URL is not a web address. Enter a path below the base URL, or a whole address that begins with https:// or http://.',
  foreign: 'The access token for __vendor__ is not sent to __origin__: it belongs to __own__.',
  allow: 'If __origin__ may have the token, add it to Allowed Origins.',
});

/** What forms call the address of a request. */
export const URL_LABEL = SAY.url();

/** More than any server takes, query included. */
export const LONGEST_URL_CHARACTERS = 65_536;

/** Says that an address is longer than `LONGEST_URL_CHARACTERS`. */
export function urlTooLong(): Sentence {
  return SAY.tooLong({ n: LONGEST_URL_CHARACTERS });
}

/**
 * The whole address of what a user wrote: an absolute one as it stands, anything else below the base
 * URL, whose own path (such as Agility's instance) stays in front of it.
 *
 * @throws {VendorAuthError} `invalid-settings` if it is no address at all, or a longer one than
 *   `LONGEST_URL_CHARACTERS`.
 */
export function resolveUrl(settings: Settings, url: string): URL {
  if (url.length > LONGEST_URL_CHARACTERS) {
    throw urlProblem(settings, urlTooLong());
  }
  const typed = url.trim();
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed)
    ? typed
    : `${settings.baseUrl}/${withoutLeading(typed, isSlash)}`;
  const parsed = parseUrl(absolute);
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw urlProblem(settings, SAY.noAddress());
  }
  return parsed;
}

function isSlash(character: string): boolean {
  return character === '/' || character === '\\';
}

function urlProblem({ vendor }: Settings, message: Sentence): VendorAuthError {
  return invalidFields(vendor.id, [{ field: 'url', label: URL_LABEL, message }]);
}

/** Whether the credential's token may travel to that address (rule T12). */
export function isOriginAllowed(settings: Settings, url: URL): boolean {
  // The origin of a `blob:` address is that of the one inside it.
  return /^https?:$/.test(url.protocol) && settings.allowedOrigins.includes(url.origin);
}

/**
 * Lets pass only what the credential's token may travel to (rule T12).
 *
 * @throws {VendorAuthError} `foreign-origin`, which names the origin and the field that would allow it.
 */
export function assertOriginAllowed(settings: Settings, url: URL): void {
  if (isOriginAllowed(settings, url)) return;
  const { origin } = url;
  const own = settings.allowedOrigins[0] ?? settings.baseUrl;
  throw new VendorAuthError({
    code: 'foreign-origin',
    vendor: settings.vendor.id,
    message: SAY.foreign({ vendor: nameWithin(settings.vendor), origin, own }),
    hint: SAY.allow({ origin }),
  });
}
