import type { FlowNode } from '../../../../demo/node-red-host';
import type { Ending } from './matrix-host';

/** What a process that embeds Node-RED is told at its start and while it runs, and what it tells. */
export interface ChildOptions {
  readonly nodeRedModule: string;
  readonly packageDir: string;
  readonly userDir: string;
}

/** What changes with a deployment, as the editor's Deploy button has it. */
export type DeploymentType = 'full' | 'flows' | 'nodes';

export interface Injection {
  readonly nodeId: string;
  readonly msg: object;
  readonly probe: string;
}

export type Order =
  | { readonly do: 'deploy'; readonly flows: readonly FlowNode[]; readonly type: DeploymentType }
  | { readonly do: 'has'; readonly nodeId: string }
  | { readonly do: 'send'; readonly injections: readonly Injection[] }
  | { readonly do: 'besides' }
  | { readonly do: 'memory' };

export type Report =
  | { readonly ready: string }
  | { readonly ending: Ending }
  /** A message that one of our nodes ended with an error, whoever hears of it. */
  | { readonly handedBack: string }
  | Reply;

export interface Reply {
  readonly reply: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** What belongs to no message. */
export interface Besides {
  readonly leaks: readonly string[];
  readonly longestStopMs: number;
}
