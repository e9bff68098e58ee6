import type { Browser, Page } from 'playwright-core';

import { OWNER } from './rest';

/** With what somebody signs in. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

/**
 * A page of n8n's editor, with the owner signed in unless it says whom; `prepare` gets it before it opens
 * anything.
 */
export async function signInToEditor(
  browser: Browser,
  n8nUrl: string,
  prepare: (page: Page) => void = () => undefined,
  account: Account = OWNER,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1350 } });
  page.setDefaultTimeout(60_000);
  prepare(page);
  await page.goto(`${n8nUrl}/signin`);
  await page.locator('input[type=email]').fill(account.email);
  await page.locator('input[type=password]').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/(home|workflow)/);
  return page;
}
