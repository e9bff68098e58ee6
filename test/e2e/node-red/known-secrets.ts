import type { Sandbox } from '../../../sandbox';

/** Where secrets and tokens must not be. */
export interface Place {
  readonly name: string;
  readonly text: string;
}

/** Every secret of the sandbox and every token that it has issued so far. */
export function knownSecrets(sandbox: Sandbox): string[] {
  return Object.values(sandbox.vendors)
    .flatMap((vendor) => [
      vendor.clientSecret,
      ...('accessTokens' in vendor ? Object.values(vendor.accessTokens) : []),
      ...vendor.issuedTokens(),
    ])
    .filter((secret) => secret !== '');
}

/** Where a secret was found, as "place: first characters…"; nothing if all is well. */
export function leaks(places: readonly Place[], secrets: readonly string[]): string[] {
  return places.flatMap(({ name, text }) =>
    secrets
      .filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)))
      .map((secret) => `${name}: ${secret.slice(0, 4)}…`),
  );
}

/** As JSON, HTML, forms and addresses would write it. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replaceAll('&', '&amp;');
  const form = new URLSearchParams({ s: secret }).toString().slice(2);
  return [secret, json, html, form, encodeURIComponent(secret)];
}
