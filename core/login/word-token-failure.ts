import { VendorAuthError } from '../base/errors';
import { sentences, type Sentence } from '../base/sentence';
import type { Settings } from '../credential/settings';
import { quoted } from '../redact/redact';
import { transportWords } from '../exchange/transport-words';
import type { Words } from '../vendor/vendor';
import { fieldByName, labelByName } from '../vendor/vendor-words';
import { apiAddress, refusalWords } from './refusal-words';
import type { RedirectTarget, TokenFailure, TokenFailureCause } from './token-failure';

const SAY = sentences('login', {
  bareToken:
    'If the whole answer is the token, enter a dot at __field__ (Where is the token in the answer?); else check the address.',
  pageNotToken: 'The token URL answers with a web page (HTML), not with a token.',
  notToken: 'The token URL answers with something that is not a token.',
  noToken: 'The answer of the token URL has no access_token.',
  noTokenAmong: 'The answer of the token URL has no access token. It has: __members__.',
  enterTokenPath:
    'If one of these is the token, enter its path at __field__ (Where is the token in the answer?); else check the address.',
  otherTokenPath:
    'There is no token at the path in __field__. If one of these is the token, enter its path; an empty field finds the usual places.',
  endpointAddress: 'Check that the address is that of the token endpoint.',
  type: 'The vendor issued a token of the type __type__; only Bearer tokens can be used.',
  unknownType: 'The vendor issued a token of the type unknown; only Bearer tokens can be used.',
  bearerClient: 'Ask the vendor for a client that gets Bearer tokens (RFC 6750).',
  unusable: 'The vendor issued a token with characters that cannot stand in a header.',
  report: 'Check that the token URL is right; if it is, report it to the vendor.',
  redirects: 'The token URL redirects to __origin__; a secret is not sent along a redirect.',
  redirectsElsewhere:
    'The token URL redirects to another address; a secret is not sent along a redirect.',
  withSlash: 'Only the final slash differs: enter the address with it as Token URL.',
  withoutSlash: 'Only the final slash differs: enter the address without it as Token URL.',
  slashInBaseUrl: 'Only the final slash differs. Check Base URL.',
  enterTarget: 'Enter the address to which it redirects as Token URL, if you trust it.',
  checkBaseUrl: 'Check Base URL.',
  beginWith: 'Check Base URL: let it begin with __origin__, if you trust that.',
});

/** An earlier failure, told again without a new request (rule T6). */
export interface Replay {
  readonly retryAfterSeconds: number;
}

/** Puts a failed token request into words, for the credential of whoever is told. */
export function tokenFailureError(
  settings: Settings,
  failure: TokenFailure,
  replay?: Replay,
): VendorAuthError {
  const { code, cause, status, description, errorUri } = failure;
  if (cause.kind === 'told') return toldAgain(cause.error, replay);
  const { message, hint } = wordsOf(settings, cause, status);
  return new VendorAuthError({
    code,
    vendor: settings.vendor.id,
    message: [message, ...quoted(description)],
    hint,
    status,
    description,
    errorUri,
    retryAfterSeconds: replay?.retryAfterSeconds ?? failure.retryAfterSeconds,
    replayed: replay !== undefined,
  });
}

/** Keeps the words of whoever told it. */
function toldAgain(error: VendorAuthError, replay: Replay | undefined): VendorAuthError {
  if (replay === undefined) return error;
  const { retryAfterSeconds } = replay;
  return new VendorAuthError({ ...error, ...error.texts, retryAfterSeconds, replayed: true });
}

function wordsOf(
  settings: Settings,
  cause: Exclude<TokenFailureCause, { kind: 'told' }>,
  status = 0,
): Words {
  const { values, plan } = settings;
  switch (cause.kind) {
    case 'fault':
      return transportWords(settings, cause.fault, plan.url);
    case 'refusal':
      return cause.rule?.words(values) ?? refusalWords(settings, cause.refusal, status);
    case 'redirect':
      return {
        message: cause.target
          ? SAY.redirects({ origin: cause.target.origin })
          : SAY.redirectsElsewhere(),
        hint: redirectHint(settings, cause.target),
      };
    case 'unreadable':
      return {
        message: cause.isPage ? SAY.pageNotToken() : SAY.notToken(),
        hint: cause.isPage ? apiAddress() : bareTokenHint(settings),
      };
    case 'no-token':
      return noToken(settings, cause.members);
    case 'unsupported-type':
      return {
        message: cause.type === undefined ? SAY.unknownType() : SAY.type({ type: cause.type }),
        hint: SAY.bearerClient(),
      };
    case 'unusable-token':
      return { message: SAY.unusable(), hint: SAY.report() };
  }
}

/** The names tell somebody who knows the answer where the token is. */
function noToken({ vendor, values }: Settings, members: string | undefined): Words {
  if (members === undefined) return { message: SAY.noToken(), hint: SAY.endpointAddress() };
  const message = SAY.noTokenAmong({ members });
  if (fieldByName(vendor, 'tokenPath') === undefined)
    return { message, hint: SAY.endpointAddress() };
  const field = labelByName(vendor, 'tokenPath');
  const hasPath = values.text('tokenPath') !== '';
  return { message, hint: hasPath ? SAY.otherTokenPath({ field }) : SAY.enterTokenPath({ field }) };
}

function bareTokenHint({ vendor, values }: Settings): Sentence {
  // The dot is there already.
  if (fieldByName(vendor, 'tokenPath') === undefined || values.text('tokenPath') === '.')
    return apiAddress();
  return SAY.bareToken({ field: labelByName(vendor, 'tokenPath') });
}

function redirectHint({ vendor, values }: Settings, target: RedirectTarget | undefined): Sentence {
  if (target?.finalSlash !== undefined) {
    if (fieldByName(vendor, 'tokenUrl') === undefined) return SAY.slashInBaseUrl();
    return target.finalSlash ? SAY.withSlash() : SAY.withoutSlash();
  }
  if (values.text('tokenUrl') !== '') return SAY.enterTarget();
  if (target === undefined || target.isSameOrigin) return SAY.checkBaseUrl();
  return SAY.beginWith({ origin: target.origin });
}
