import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator } from 'playwright-core';

import { projectRoot } from '../support/project';

const FOLDER = join(projectRoot, 'docs', 'images');

/** For docs/screens-n8n.md and the pages of the project: `docs/images/n8n-<name>.png`. */
export async function takePicture(shown: Locator, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  // A button looks different below the mouse.
  await shown.page().mouse.move(1, 1);
  await shown.screenshot({
    path: join(FOLDER, `n8n-${name}.png`),
    animations: 'disabled',
    style: STYLE,
  });
}

/**
 * Without what n8n has to say in passing, with a credential's form as long as it is, and with the word of Retry,
 * which n8n hides while it tests.
 */
const STYLE = `
  [data-test-id="editCredential-modal"],
  [data-test-id="editCredential-modal"] :is(.el-dialog__body, .modal-content, [class*="mainContent"]),
  [data-test-id="credential-edit-dialog"] {
    height: auto !important;
    max-height: none !important;
    overflow: visible !important;
  }
  [title="Retry credential test"] [class*="loading-container"] {
    display: none !important;
  }
  [title="Retry credential test"] [class*="button-inner"] {
    opacity: 1 !important;
  }
  .el-notification, .el-notification__group, [data-test-id="floating-nodes"], [data-test-id="floating-node"] {
    visibility: hidden !important;
  }
`;
