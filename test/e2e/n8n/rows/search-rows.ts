import type { Page } from 'playwright-core';

import { type Check, says } from '../../support/checks';
import { chromiumPath, launchBrowser, NO_CHROMIUM } from '../../support/browser';
import { signInToEditor } from '../editor-page';
import type { Report } from '../report';
import type { Stage } from '../stage';
import { node, TRIGGER } from '../workflows';

const TITLE = 'the search for nodes in a browser';
const VENDOR_TOKEN = 'Vendor Token';
const AGILITY = 'Digital.ai Agility';

/** What a person searches for, and the nodes among which the list must show it. */
export const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  eggplant: [VENDOR_TOKEN],
  dai: [VENDOR_TOKEN],
  ddi: [VENDOR_TOKEN],
  'd.vinci': [VENDOR_TOKEN],
  dvinci: [VENDOR_TOKEN],
  agility: [VENDOR_TOKEN, AGILITY],
  oauth: [VENDOR_TOKEN],
  bearer: [VENDOR_TOKEN, AGILITY],
  token: [VENDOR_TOKEN, AGILITY],
  revoke: [AGILITY],
  'client credentials': [VENDOR_TOKEN],
};

/** Searches n8n's list of nodes in the editor, as a person does. */
export async function checkNodeSearch(
  stage: Stage,
  n8nUrl: string,
  report: Pick<Report, 'measure' | 'leaveOut'>,
): Promise<void> {
  const executable = chromiumPath();
  if (executable === undefined) {
    report.leaveOut(TITLE, NO_CHROMIUM);
    return;
  }
  const browser = await launchBrowser(executable);
  try {
    await report.measure(TITLE, 'all', async () => {
      const page = await signInToEditor(browser, n8nUrl);
      await openNodeList(page, n8nUrl, stage);
      const checks: Check[] = [];
      for (const [words, nodes] of Object.entries(SEARCHES)) {
        checks.push(says(words, [...nodes], await foundNodes(page, words)));
      }
      return checks;
    });
  } finally {
    await browser.close();
  }
}

/** In a workflow that has a trigger: in an empty one, n8n offers triggers first. */
async function openNodeList(page: Page, n8nUrl: string, stage: Stage): Promise<void> {
  const id = await stage.rest.createWorkflow({
    id: '',
    name: 'search for nodes',
    active: false,
    nodes: [node(TRIGGER, 'n8n-nodes-base.manualTrigger', 1, {})],
    connections: {},
    settings: { executionOrder: 'v1' },
  });
  await page.goto(`${n8nUrl}/workflow/${id}`);
  await page.locator('[data-test-id="node-creator-plus-button"]').first().click();
  await searchField(page).waitFor();
}

/** The names in the list, a line each. */
async function foundNodes(page: Page, words: string): Promise<string> {
  await searchField(page).fill(words);
  const items = page.locator('[data-test-id="node-creator-item-name"]');
  // The list follows what is typed a moment later.
  await page.waitForTimeout(700);
  return (await items.allInnerTexts()).join('\n');
}

function searchField(page: Page) {
  return page.locator('[data-test-id="node-creator-search-bar"]');
}
