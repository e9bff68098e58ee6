import type { IDataObject } from 'n8n-workflow';
import { forgetToken, say } from '../../core';
import { tokenKeeper } from '../../credentials/shared/login';
import type { ItemCredential } from '../shared/open-credential';

/** Drops the token, in this process and, once n8n has stored that, in its others, where n8n can store it. */
export function forget(credential: ItemCredential): IDataObject {
  const { settings, source } = credential;
  const { vendor, forgotten, says } = forgetToken(settings, source, () =>
    tokenKeeper.forget(credential),
  );
  const isHereOnly = forgotten && !tokenKeeper.storesTokens;
  return { vendor, forgotten, says: isHereOnly ? FORGOTTEN_HERE : say(says) };
}

const FORGOTTEN_HERE =
  'The access token was forgotten in this process, where the next request fetches a new one. In n8n before 2.34, each further worker keeps its own token until it expires or is refused.';
