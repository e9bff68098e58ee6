import type { Browser, Locator, Page } from 'playwright-core';

import { fieldValues } from '../support/browser';
import type { Place } from './known-secrets';
import type { NodeRed } from './node-red';

export interface EditorOptions {
  readonly theme?: 'light' | 'dark';
  readonly language?: string;
  readonly height?: number;
}

/**
 * Node-RED's editor in a browser, as a person uses it: everything here is done with the mouse and the
 * keyboard. It counts interactions, each click, drag, choice or filled field as one, and keeps what the
 * browser saw.
 */
export class Editor {
  interactions = 0;
  /** Errors in the console and uncaught exceptions. */
  readonly errors: string[] = [];
  private readonly consoleLines: string[] = [];
  private readonly answers: Promise<string>[] = [];

  private constructor(
    readonly page: Page,
    private readonly nodeRed: NodeRed,
  ) {}

  static async open(
    browser: Browser,
    nodeRed: NodeRed,
    options: EditorOptions = {},
  ): Promise<Editor> {
    const context = await browser.newContext({
      viewport: { width: 1400, height: options.height ?? 900 },
      locale: options.language ?? 'en-US',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    // Where Node-RED 5 keeps what a person chose for this browser.
    await context.addInitScript(
      (theme) => localStorage.setItem('view-dark-theme', theme),
      options.theme ?? 'light',
    );
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const editor = new Editor(page, nodeRed);
    editor.watch();
    await page.goto(nodeRed.url);
    await editor.palette('vendor-auth-request').waitFor({ state: 'attached' });
    await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    return editor;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** All that the browser holds or got: the page, every answer, and the console. */
  async places(): Promise<Place[]> {
    const answers = await Promise.all(this.answers);
    return [
      { name: 'page', text: await this.page.content() },
      { name: 'fields', text: await fieldValues(this.page) },
      { name: 'network', text: answers.join('\n') },
      { name: 'console', text: this.consoleLines.join('\n') },
    ];
  }

  /** Puts a node from the palette on the canvas. */
  async drop(type: string, x: number, y: number): Promise<void> {
    this.interactions += 1;
    const node = this.palette(type);
    await node.scrollIntoViewIfNeeded();
    const from = await middle(node);
    const canvas = await this.page.locator('#red-ui-workspace-chart').boundingBox();
    await this.drag(from, { x: canvas!.x + x, y: canvas!.y + y });
  }

  /** Types into the search above the palette, and answers the types of the nodes that stay. */
  async searchPalette(words: string): Promise<string[]> {
    const input = this.page.locator('#red-ui-palette-search input');
    await input.fill('');
    // Up to Node-RED 3.1 the search listens to keys alone. Then it waits until nobody types any more.
    await input.pressSequentially(words);
    await this.settled();
    return await this.page
      .locator('.red-ui-palette-node:visible')
      .evaluateAll((nodes) =>
        nodes.map(
          (node) =>
            (node as unknown as { dataset: Record<string, string> }).dataset['paletteType']!,
        ),
      );
  }

  /** Connects the output of the one node to the input of the other. */
  async wire(from: number, to: number): Promise<void> {
    this.interactions += 1;
    const output = this.nodes().nth(from).locator('.red-ui-flow-port-output').first();
    const input = this.nodes().nth(to).locator('.red-ui-flow-port-input');
    await this.drag(await middle(output), await middle(input));
  }

  /** Puts a node from the palette into the only wire on the canvas, which takes it in between. */
  async dropOnWire(type: string): Promise<void> {
    this.interactions += 1;
    const node = this.palette(type);
    await node.scrollIntoViewIfNeeded();
    const from = await middle(node);
    const wire = await middle(this.page.locator('.red-ui-flow-link-background'));
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(wire.x, wire.y - 40, { steps: 5 });
    // The editor looks five times a second whether the node is over a wire, and then dashes the wire.
    const dashed = this.page.locator('.red-ui-flow-link-splice');
    for (let y = wire.y - 25; y <= wire.y + 15 && !(await dashed.isVisible()); y += 5) {
      await mouse.move(wire.x, y);
      await this.page.waitForTimeout(250);
    }
    await mouse.up();
    await this.page.waitForTimeout(100);
  }

  /** Pastes a text where the focus is. */
  async paste(text: string): Promise<void> {
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    this.interactions += 1;
    await this.page.keyboard.press('Control+v');
  }

  async openNode(index = 0): Promise<void> {
    this.interactions += 1;
    await this.nodes().nth(index).locator('.red-ui-flow-node').dblclick();
    await this.page.locator('.red-ui-tray').first().waitFor();
    await this.settled();
  }

  async click(selector: string): Promise<void> {
    this.interactions += 1;
    await this.page.locator(selector).click();
  }

  async fill(selector: string, value: string): Promise<void> {
    this.interactions += 1;
    await this.page.locator(selector).fill(value);
  }

  async choose(selector: string, value: string): Promise<void> {
    this.interactions += 1;
    await this.page.locator(selector).selectOption(value);
  }

  /** Closes the dialog on top; a configuration's first, if it is open. */
  async done(): Promise<void> {
    const isConfiguration = await this.page.locator('#node-config-dialog-ok').isVisible();
    await this.click(isConfiguration ? '#node-config-dialog-ok' : '#node-dialog-ok');
    await this.settled();
  }

  /** Resolves when the flows run. */
  async deploy(): Promise<void> {
    await this.nodeRed.whenFlowsRun(() => this.pressDeploy());
  }

  private async pressDeploy(): Promise<void> {
    const answer = this.page.waitForResponse(
      (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
    );
    await this.click('#red-ui-header-button-deploy');
    // The editor asks once more if something is not filled in; then the test must fail.
    const { status } = { status: (await answer).status() };
    if (status >= 300) throw new Error(`Deploying answered ${String(status)}.`);
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
    // Until this is gone, the nodes count as changed, and an inject node does nothing.
    await this.page.locator('.red-ui-deploy-button-spinner').waitFor({ state: 'hidden' });
  }

  /** Presses the button of an inject node. */
  async inject(index: number): Promise<void> {
    this.interactions += 1;
    const answer = this.page.waitForResponse((response) => response.url().includes('/inject/'));
    await this.nodes().nth(index).locator('.red-ui-flow-node-button').click();
    const status = (await answer).status();
    if (status >= 300) throw new Error(`Injecting answered ${String(status)}.`);
  }

  /** What the debug sidebar shows, oldest first. */
  async debugMessages(atLeast: number): Promise<string[]> {
    const messages = this.page.locator('.red-ui-debug-msg');
    await messages.nth(atLeast - 1).waitFor({ state: 'attached', timeout: 15_000 });
    return await messages.allInnerTexts();
  }

  /** Presses Test and answers the outcome and what it says. */
  async test(): Promise<{ outcome: string; says: string }> {
    await this.click('#vendor-auth-test');
    return await this.outcome();
  }

  async outcome(): Promise<{ outcome: string; says: string }> {
    const result = this.page.locator('#vendor-auth-test-result');
    await this.page.locator('#vendor-auth-test-result:not([data-outcome="running"])').waitFor();
    return {
      outcome: (await result.getAttribute('data-outcome')) ?? '',
      says: await result.innerText(),
    };
  }

  /** The flow as Export shows it, with all nodes. */
  async exported(): Promise<string> {
    await this.page.keyboard.press('Control+e');
    await this.page.locator('#red-ui-clipboard-dialog-export-rng-full').click();
    await this.page.locator('a[href="#red-ui-clipboard-dialog-export-tab-clipboard-json"]').click();
    const text = await this.page.locator('#red-ui-clipboard-dialog-export-text').inputValue();
    await this.page.locator('#red-ui-clipboard-dialog-cancel').click();
    return text;
  }

  /** Imports an example of the package, as Import > Examples does. */
  async importExample(name: string): Promise<void> {
    await this.page.keyboard.press('Control+i');
    this.interactions += 1;
    await this.click('a[href="#red-ui-clipboard-dialog-import-tab-examples"]');
    const item = (text: string) =>
      this.page
        .locator('.red-ui-clipboard-dialog-tab-library')
        .getByText(text, { exact: true })
        .first();
    this.interactions += 2;
    await item('@vendor-auth/node-red').click();
    await this.settled();
    await this.chooseToImport(item(name));
    await this.click('#red-ui-clipboard-dialog-ok');
    await this.page.locator('#red-ui-clipboard-dialog-ok').waitFor({ state: 'hidden' });
    // The example comes on a tab of its own.
    await this.click('#red-ui-workspace-tabs li.red-ui-tab:nth-child(2) a.red-ui-tab-label');
    await this.settled();
  }

  /** While the tree still unfolds, a click may miss its item; a person would click again. */
  private async chooseToImport(item: Locator): Promise<void> {
    const chosen = this.page.locator('#red-ui-clipboard-dialog-ok:not([disabled])');
    for (let click = 1; click < 5; click++) {
      await item.click();
      const isChosen = await chosen.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (isChosen) return;
    }
    await item.click();
  }

  nodes(): Locator {
    return this.page.locator('#red-ui-workspace-chart .red-ui-flow-node-group');
  }

  /**
   * Dialogs slide, and the editor gives the focus to their first field on the way; what comes next must
   * not meet either. The page's own timers tell, since those of a busy editor come late as well.
   */
  async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      const state = () =>
        [...document.querySelectorAll('.red-ui-tray')]
          .map((tray) => Math.round(tray.getBoundingClientRect().x))
          .concat(document.querySelectorAll(':focus').length)
          .join();
      let before: string;
      do {
        before = state();
        await new Promise((resolve) => setTimeout(resolve, 400));
      } while (state() !== before);
    });
  }

  private palette(type: string): Locator {
    return this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
  }

  private async drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
    await mouse.move(to.x, to.y, { steps: 5 });
    await mouse.up();
    await this.page.waitForTimeout(100);
  }

  private watch(): void {
    this.page.on('console', (message) => {
      this.consoleLines.push(message.text());
      if (message.type() === 'error') this.errors.push(message.text());
    });
    this.page.on('pageerror', (error) => this.errors.push(error.stack ?? error.message));
    this.page.on('response', (response) => {
      // Some have no body, such as redirects and what was cancelled.
      this.answers.push(response.text().catch(() => ''));
    });
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

async function middle(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('What should be dragged is not to be seen.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
