import { parseUrl } from '../base/url';
import { invalidFields, type VendorAuthError } from '../base/errors';
import { sentences, type Sentence } from '../base/sentence';
import { withoutFinalSlashes } from '../base/text';
import type { Settings } from '../credential/settings';

/** The longest way to name a grant is its address. */
const LONGEST_GRANT_CHARACTERS = 8_192;

const SAY = sentences('grant', {
  label: 'Grant',
  missing: 'Grant is missing. Enter a number such as 1020, Grant:1020, or its address.',
  tooLong: 'Grant is longer than __n__ characters.',
  elsewhere: 'Grant is on __place__, but this login is for __own__.',
  form: 'Grant must be a number such as 1020, Grant:1020, or the address of a grant.',
});

/** What forms call the field of a grant. */
export const grantFieldLabel = SAY.label;

const OID = /^(?:grant:)?(\d{1,15})(?::\d{1,15})?$/i;
/** A moment may follow the number, as a further part of the path. */
const IN_PATH = /\/Grant\/(\d{1,15})(?:\/\d{1,15})?(?:[/?#]|$)/i;
const IN_QUERY = /[?&]oid=Grant(?::|%3A)(\d{1,15})(?:(?::|%3A)\d{1,15})?(?:[&#]|$)/i;

/** The number of a grant, from its id such as `Grant:1020` or `Grant:1020:4631`; undefined if it is none. */
export function grantNumber(oid: string): string | undefined {
  return OID.exec(oid)?.[1];
}

/**
 * The number of a grant, from `1020`, `Grant:1020` or a whole address of it on the credential's server. A
 * moment behind it, as in `Grant:1020:4631`, only says which state of the grant somebody saw.
 *
 * @throws {VendorAuthError} `invalid-settings` for the field `grant`, also for an address on another
 *   server or instance.
 */
export function parseGrantId(settings: Settings, grant: unknown): string {
  const typed =
    typeof grant === 'number' ? String(grant) : typeof grant === 'string' ? grant.trim() : '';
  if (typed.length > LONGEST_GRANT_CHARACTERS) {
    throw grantProblem(settings, SAY.tooLong({ n: LONGEST_GRANT_CHARACTERS }));
  }
  if (typed === '') throw grantProblem(settings, SAY.missing());
  const found = grantNumber(typed) ?? idInAddress(settings, typed);
  if (found === undefined) throw grantProblem(settings, SAY.form());
  return found;
}

function idInAddress(settings: Settings, typed: string): string | undefined {
  const url = /^https?:/i.test(typed) ? parseUrl(typed) : undefined;
  if (url === undefined) return undefined;
  const base = new URL(settings.baseUrl);
  const isOurs =
    url.origin === base.origin &&
    `${url.pathname}/`.startsWith(`${withoutFinalSlashes(base.pathname)}/`);
  if (!isOurs) {
    const place = instanceOf(url, base);
    throw grantProblem(settings, SAY.elsewhere({ place, own: settings.baseUrl }));
  }
  const id = IN_PATH.exec(typed) ?? IN_QUERY.exec(typed);
  return id?.[1];
}

/** The address without what goes deeper than the base URL does: another host, or another instance. */
function instanceOf({ origin, pathname }: URL, base: URL): string {
  const depth = withoutFinalSlashes(base.pathname).split('/').length;
  return origin + pathname.split('/').slice(0, depth).join('/');
}

function grantProblem({ vendor }: Settings, message: Sentence): VendorAuthError {
  return invalidFields(vendor.id, [{ field: 'grant', label: grantFieldLabel(), message }]);
}
