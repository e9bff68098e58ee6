import type { Respond } from '../../core/support/fake-vendor';

/** A login for any other vendor, whose test call tells whether a token is accepted. */
export const API = { checkPath: 'me' };

/**
 * Issues `token-1`, `token-2` and so on, and answers its test call.
 *
 * @param statusOf - to the test call with that token
 */
export function vendorThat(statusOf: (token: string) => number = () => 200): Respond {
  let issued = 0;
  return ({ method, headers }) => {
    if (method === 'POST') return { body: { access_token: `token-${++issued}`, expires_in: 3600 } };
    const token = Object.values(headers).find((value) => /\btoken-\d+$/.test(value));
    return { status: statusOf(token?.split(' ').at(-1) ?? '') };
  };
}
