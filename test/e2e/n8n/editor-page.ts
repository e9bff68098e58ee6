import type { Browser, Page } from 'playwright-core';

import { OWNER } from './rest';

/** A page of n8n's editor, with the owner signed in; `prepare` gets it before it opens anything. */
export async function signInToEditor(
  browser: Browser,
  n8nUrl: string,
  prepare: (page: Page) => void = () => undefined,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1350 } });
  page.setDefaultTimeout(60_000);
  prepare(page);
  await page.goto(`${n8nUrl}/signin`);
  await page.locator('input[type=email]').fill(OWNER.email);
  await page.locator('input[type=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/(home|workflow)/);
  return page;
}
