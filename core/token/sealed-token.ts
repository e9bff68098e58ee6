import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'crypto';
import { lengthPrefixed } from '../base/hash';
import type { Settings } from '../credential/settings';
import { parseStored, serializeStored, type StoredToken } from './stored-token';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NAME_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** What is written begins with it; a later form would begin with another. */
const FORM = 'vendor-auth-1:';
/** Longer than any token that can stand in a header, so nothing longer is worth a look. */
const LONGEST_CHARACTERS = 128 * 1024;

/**
 * Encrypts the tokens of one login for a place that others can read (AES-256-GCM). Its key is derived
 * (HKDF, RFC 5869) from the credential's own secrets, so that only those who know them can read or write there.
 */
export interface TokenSeal {
  /** Where the login's token belongs: letters and digits. Without the secrets, it tells nothing. */
  readonly name: string;
  /** Another text for each call, also for the same token. */
  seal(token: StoredToken): string;
  /** What `seal` made for this very login, and nothing else. */
  open(text: unknown): StoredToken | undefined;
}

/** @returns undefined for a login without a secret: anybody could derive its key */
export function tokenSeal({ plan, tls, identity }: Settings): TokenSeal | undefined {
  const secrets = [...plan.secrets, tls.clientKey ?? ''].filter((secret) => secret !== '');
  if (plan.kind === 'static' || secrets.length === 0) return undefined;
  // The plan's own part of the identity holds a fingerprint of each secret that the token depends on. It
  // is equal for all logins that share the token, and is nowhere else than in memory.
  const material = lengthPrefixed([...plan.identity, tls.clientKey ?? '']);
  const derived = Buffer.from(hkdfSync('sha256', material, '', identity, KEY_BYTES + NAME_BYTES));
  const key = derived.subarray(0, KEY_BYTES);
  return {
    name: derived.subarray(KEY_BYTES).toString('hex'),
    seal: (token) => seal(key, identity, serializeStored(token)),
    open: (text) => parseStored(open(key, identity, text)),
  };
}

function seal(key: Buffer, identity: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(identity));
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return FORM + Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64');
}

function open(key: Buffer, identity: string, text: unknown): string | undefined {
  if (typeof text !== 'string' || !text.startsWith(FORM)) return undefined;
  if (text.length > LONGEST_CHARACTERS) return undefined;
  const bytes = Buffer.from(text.slice(FORM.length), 'base64');
  if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
  const iv = bytes.subarray(0, IV_BYTES);
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(identity));
    decipher.setAuthTag(tag);
    const encrypted = bytes.subarray(IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
