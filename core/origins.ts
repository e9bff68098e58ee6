import { VendorAuthError } from './errors';
import type { Settings } from './settings';
import { withoutLeading } from './text';
import { nameWithin } from './vendor-name';

/** More than any server takes, query included. */
export const LONGEST_URL_CHARACTERS = 65_536;

/**
 * The whole address of what a user wrote: an absolute one as it stands, anything else below the base
 * URL, whose own path (such as Agility's instance) stays in front of it.
 *
 * @throws {VendorAuthError} `invalid-settings` if it is no address at all, or a longer one than
 *   `LONGEST_URL_CHARACTERS`.
 */
export function resolveUrl(settings: Settings, url: string): URL {
  if (url.length > LONGEST_URL_CHARACTERS) {
    throw urlProblem(settings, `URL is longer than ${LONGEST_URL_CHARACTERS} characters.`);
  }
  const typed = url.trim();
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed)
    ? typed
    : `${settings.baseUrl}/${withoutLeading(typed, isSlash)}`;
  if (!URL.canParse(absolute)) {
    throw urlProblem(
      settings,
      'URL is not a web address. Enter a path below the base URL, or a whole address that begins with https:// or http://.',
    );
  }
  return new URL(absolute);
}

function isSlash(character: string): boolean {
  return character === '/' || character === '\\';
}

function urlProblem({ vendor }: Settings, message: string): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: vendor.id,
    message,
    problems: [{ field: 'url', label: 'URL', message }],
  });
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
  throw new VendorAuthError({
    code: 'foreign-origin',
    vendor: settings.vendor.id,
    message: `The access token for ${nameWithin(settings.vendor)} is not sent to ${url.origin}: it belongs to ${settings.allowedOrigins[0]}.`,
    hint: `If ${url.origin} may have the token, add it to Allowed Origins.`,
  });
}
