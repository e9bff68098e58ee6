import type { Sandbox } from './index';

/**
 * One line of JSON for scripts in any language: `vendors` by id, and the base URL of `elsewhere`.
 * Only data is left: what can be called in process is called from outside by the control routes.
 */
export function describeSandbox({ vendors, elsewhere }: Sandbox): string {
  return JSON.stringify({ vendors, elsewhere: elsewhere.baseUrl });
}
