/** Every way in which a server that repeats a secret is known to write it. Each must be recognised. */
export const QUOTINGS: readonly ((secret: string, clientId: string) => string)[] = [
  (secret) => secret,
  (secret) => encodeURIComponent(secret),
  (secret) => lowerCaseHex(encodeURIComponent(secret)),
  (secret) => formEncoded(secret),
  (secret) => lowerCaseHex(formEncoded(secret)),
  (secret) => JSON.stringify(secret).slice(1, -1),
  (secret) => base64(secret),
  (secret, clientId) => base64(`${formEncoded(clientId)}:${formEncoded(secret)}`),
  (secret) => inHtml(secret, '&quot;', '&#39;'),
  (secret) => inHtml(secret, '&#34;', '&#x27;'),
  (secret) => inHtml(secret, '"', "'"),
];

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function formEncoded(text: string): string {
  return new URLSearchParams({ s: text }).toString().slice(2);
}

function lowerCaseHex(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase());
}

function inHtml(text: string, quote: string, apostrophe: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return text.replace(
    /[&<>"']/g,
    (character) => names[character] ?? (character === '"' ? quote : apostrophe),
  );
}
