import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';

import { VENDORS, type Vendor } from '../../../core';
import { completeDialog } from '../../../node-red/editor/generate';

const nodesDir = path.resolve(__dirname, '../../../node-red/nodes');

/** What a node's dialog registers with the editor, as far as tests look into it. */
export interface DialogDefinition {
  readonly category: string;
  readonly color?: string;
  readonly icon?: string;
  readonly outputs?: number;
  readonly defaults: Readonly<
    Record<string, { readonly value: unknown; readonly type?: string; validate?: unknown }>
  >;
  readonly credentials?: Readonly<Record<string, { readonly type: 'text' | 'password' }>>;
}

/** A node's dialog as the package has it, but for the script that the dialogs share. */
export function dialogHtml(node: string, vendors: readonly Vendor[] = VENDORS): string {
  const html = readFileSync(path.join(nodesDir, node, `${node}.html`), 'utf8');
  return node === 'vendor-auth' ? completeDialog(html, vendors) : html;
}

/** Runs the script of a node's dialog and answers what it registers. */
export function dialogDefinition(
  node: string,
  vendors: readonly Vendor[] = VENDORS,
): DialogDefinition {
  const html = dialogHtml(node, vendors);
  const [, script] = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html)!;
  const registered: Record<string, DialogDefinition> = {};
  const registerType = (name: string, definition: DialogDefinition) => {
    registered[name] = definition;
  };
  runInNewContext(script!, { RED: { nodes: { registerType } } });
  return registered[node]!;
}
