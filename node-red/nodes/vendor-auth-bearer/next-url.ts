import {
  LONGEST_URL_CHARACTERS,
  VendorAuthError,
  parseUrl,
  sentences,
  type Sentence,
} from '../../../core';

const SAY = sentences('nextUrl', {
  notText: 'msg.url must be a text, such as https://host/path.',
  tooLong: 'msg.url is longer than __n__ characters.',
  noAddress: 'msg.url is not a web address.',
  login: 'msg.url holds a user name or password, which would replace the access token.',
  correctUrl: 'Correct it; or delete msg.url if the http request node has a URL of its own.',
});

/**
 * Where the core `http request` node behind this one goes for a `msg.url`, read exactly as that node
 * reads it: whatever it does not recognise as http:// or https:// is taken for the rest of an http://
 * address, even `httpbin.example/?a=://`. Undefined if the message leaves the address to that node.
 *
 * @throws {VendorAuthError} `invalid-settings` for what cannot be judged, such as a list, which that
 *   node would turn into a text after any check; and for a login that it would put in that header.
 */
export function nextUrl(url: unknown, tokenHeader?: string): URL | undefined {
  if (!url) return undefined;
  if (typeof url !== 'string') throw unreadable(SAY.notText());
  if (url.length > LONGEST_URL_CHARACTERS) {
    throw unreadable(SAY.tooLong({ n: LONGEST_URL_CHARACTERS }));
  }
  const absolute = /^https?:\/\//.test(url) ? url : `http://${url}`;
  const parsed = parseUrl(absolute);
  if (parsed === undefined) throw unreadable(SAY.noAddress());
  const hasLogin = parsed.username !== '' || parsed.password !== '';
  if (hasLogin && tokenHeader === 'authorization') throw unreadable(SAY.login());
  return parsed;
}

function unreadable(message: Sentence): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message,
    hint: SAY.correctUrl(),
  });
}
