import { existsSync } from 'node:fs';

import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What a machine without one is told. */
export const NO_CHROMIUM = 'This machine has no Chromium. On Debian: apt install chromium.';

/** The browser of this machine, or undefined if it has none. */
export function chromiumPath(): string | undefined {
  return CHROMIUM.find((file) => existsSync(file));
}

export async function launchBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** What stands in the fields of a page, a line each; it is no part of the page's text. */
export async function fieldValues(page: Page): Promise<string> {
  const values = await page
    .locator('input, textarea')
    .evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
  return values.join('\n');
}
