import { hash } from 'crypto';

export function sha256(text: string): string {
  return hash('sha256', text);
}

/** Joined so that no two lists of parts give the same text, whatever the parts hold. */
export function lengthPrefixed(parts: readonly string[]): string {
  return parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
}
