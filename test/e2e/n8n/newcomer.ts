import type { Browser, Locator, Page, Response } from 'playwright-core';

import { waitUntil } from '../support/processes';
import { type Account, signInToEditor } from './editor-page';

/**
 * Somebody who uses n8n's editor with the mouse and the keyboard. It counts interactions: each click, choice,
 * key or filled field is one.
 */
export class Newcomer {
  interactions = 0;
  private readonly answers: Promise<string>[] = [];
  /** Whether n8n has saved the workflow, which it does by itself a moment after the first node. */
  private isSaved = false;

  private constructor(
    readonly page: Page,
    private readonly n8nUrl: string,
  ) {
    page.on('response', (response) => {
      if (response.url().includes('/rest/')) this.answers.push(response.text().catch(() => ''));
      if (isSave(response)) this.isSaved = true;
    });
  }

  static async signIn(browser: Browser, n8nUrl: string, account: Account): Promise<Newcomer> {
    let newcomer: Newcomer | undefined;
    await signInToEditor(
      browser,
      n8nUrl,
      (page) => {
        newcomer = new Newcomer(page, n8nUrl);
      },
      account,
    );
    const signedIn = newcomer as unknown as Newcomer;
    await signedIn.page.setViewportSize({ width: 1440, height: 900 });
    return signedIn;
  }

  /** Begins to count, with an empty workflow. */
  async beginWorkflow(): Promise<void> {
    await this.page.goto(`${this.n8nUrl}/workflow/new`);
    await this.byId('canvas-plus-button').waitFor();
    this.isSaved = false;
    this.interactions = 0;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.n8nUrl + path);
  }

  async click(target: Locator): Promise<void> {
    this.interactions += 1;
    await target.click();
  }

  async fill(target: Locator, value: string): Promise<void> {
    this.interactions += 1;
    await target.fill(value);
  }

  /** Types where the cursor is. */
  async type(text: string): Promise<void> {
    this.interactions += 1;
    await this.page.keyboard.type(text);
  }

  /** Adds the node or the action that the list finds first, and is in its form then. */
  async addNode(words: string, found: string): Promise<void> {
    await this.click(this.byId('canvas-plus-button'));
    await this.fill(this.byId('node-creator-search-bar'), words);
    await this.click(this.found(found));
  }

  /** Adds what a workflow's file holds to the open workflow. */
  async importFile(content: object): Promise<void> {
    await this.byId('workflow-import-input').setInputFiles({
      name: 'workflow.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(content)),
    });
  }

  async openNode(name: string): Promise<void> {
    this.interactions += 1;
    await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
    await this.byId('ndv').waitFor();
  }

  async closeNode(): Promise<void> {
    await this.click(this.byId('ndv-close-button'));
    await this.byId('ndv').waitFor({ state: 'hidden' });
  }

  /** An entry of the list of nodes. */
  found(name: string): Locator {
    return this.byId('node-creator-item-name').getByText(name, { exact: true }).first();
  }

  /** Chooses from a list of the node's form. */
  async choose(parameter: string, option: string): Promise<void> {
    await this.click(this.parameter(parameter));
    await this.click(this.option(option));
  }

  option(name: string): Locator {
    return this.page.getByRole('option', { name });
  }

  parameter(name: string): Locator {
    return this.byId(`parameter-input-${name}`);
  }

  /** Makes the node's first credential of its type. n8n closes the dialog if the credential's test passes. */
  async makeCredential(fields: Record<string, string>): Promise<void> {
    await this.click(this.byId('node-credentials-empty-state').getByRole('button'));
    const form = this.byId('editCredential-modal');
    for (const [name, value] of Object.entries(fields)) {
      const field = form.locator(`[data-test-id="parameter-input-${name}"]`);
      await this.fill(field.locator('input, textarea'), value);
    }
    await this.click(form.locator('[data-test-id="credential-save-button"]'));
    await form.waitFor({ state: 'hidden' });
  }

  /** Executes the node whose form is open, and answers what the output shows. */
  async executeNode(): Promise<string> {
    await this.click(this.byId('node-execute-button'));
    const output = this.byId('output-panel');
    await output.locator('table').or(output.getByText('Error details')).first().waitFor();
    await this.byId('node-execute-button').getByText('Execute step').waitFor();
    return await output.innerText();
  }

  byId(id: string): Locator {
    return this.page.locator(`[data-test-id="${id}"]`);
  }

  /** Searches the list of a parameter, and answers what n8n found. */
  async searchList(parameter: string, words: string): Promise<Locator> {
    await this.untilSaved();
    await this.click(this.parameter(parameter));
    const found = this.page.waitForResponse(
      (response) =>
        response.url().endsWith('/resource-locator-results') &&
        (response.request().postData() ?? '').includes(JSON.stringify(words)),
    );
    await this.fill(this.byId('rlc-search'), words);
    await found;
    const items = this.byId('rlc-item');
    await items.last().waitFor();
    return items;
  }

  /** Before n8n has saved the workflow, the list of a parameter only says that there is no such workflow. */
  private async untilSaved(): Promise<void> {
    await waitUntil('n8n saves the workflow', () => Promise.resolve(this.isSaved), {
      timeoutMs: 20_000,
    });
  }

  /** All that the browser got from n8n. */
  async gotten(): Promise<string> {
    return (await Promise.all(this.answers)).join('\n');
  }
}

function isSave(response: Response): boolean {
  return (
    response.ok() &&
    response.request().method() === 'POST' &&
    new URL(response.url()).pathname === '/rest/workflows'
  );
}
