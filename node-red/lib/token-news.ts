import type { Node, NodeStatus } from 'node-red';
import {
  sayAll,
  type TokenEvent,
  type TokenFailure,
  type TokenStatus,
  type Translate,
  type VendorAuthError,
} from '../../core';
import { NodeError } from './node-error';
import { isDone } from './safely';
import { StatusLine, tokenStatus, type StatusText } from './status';
import { deliverOncePerReceiver } from './deliver-once-per-receiver';

/** The time left is brought up to date by use, but no more often than this. */
const USE_INTERVAL_MS = 1000;

/** A configuration as Node-RED knows it, with the nodes that use it. */
export interface AnnouncingNode extends Pick<Node, 'name' | 'status' | 'error'> {
  /** By id. Node-RED hands on the statuses and errors of a configuration to the flows of these. */
  users: Record<string, Node>;
}

/** The token that is told of, as far as it is needed here. */
export interface TokenNewsSource {
  status(): TokenStatus;
  subscribe(listener: (event: TokenEvent) => void): () => void;
}

/** How failures are put into words. */
export interface TellingFailures {
  /** In the words of this configuration, which shares its token with others. */
  errorOf(failure: TokenFailure): VendorAuthError;
  /** That of the runtime. */
  readonly language: Translate;
}

/**
 * Tells of one configuration's token: the state as the status of the configuration and of all nodes
 * that use it, and the failures that no message tells of to Catch nodes.
 */
export class TokenNews {
  private readonly lines = new Map<object, StatusLine>();
  /** The nodes that show a failure of their own. */
  private readonly failing = new Set<object>();
  private readonly unsubscribe: () => void;
  private isFailureTold = false;
  private usedAtMs = -Infinity;

  constructor(
    private readonly node: AnnouncingNode,
    private readonly source: TokenNewsSource,
    private readonly statusText: StatusText,
    private readonly monotonicMs: () => number,
    private readonly told: TellingFailures,
  ) {
    const announced = { status: (status: NodeStatus) => this.announce(() => node.status(status)) };
    this.lines.set(node, new StatusLine(announced, monotonicMs));
    this.unsubscribe = source.subscribe((event) => this.hear(event));
  }

  /** Shows the token's state on a node from now on. */
  join(node: Node): void {
    this.node.users[node.id] = node;
    const line = new StatusLine(node, this.monotonicMs);
    this.lines.set(node, line);
    line.show(this.current());
  }

  leave(node: Node): void {
    delete this.node.users[node.id];
    this.lines.get(node)?.close();
    this.lines.delete(node);
    this.failing.delete(node);
  }

  /**
   * Tells that a node succeeded with the token: brings the time left up to date, except on nodes that
   * show a failure of another kind. Cheap enough for every message.
   */
  used(node: Node): void {
    if (this.failing.delete(node)) this.lines.get(node)?.show(this.current());
    const nowMs = this.monotonicMs();
    if (nowMs - this.usedAtMs < USE_INTERVAL_MS) return;
    this.usedAtMs = nowMs;
    const status = this.current();
    for (const [owner, line] of this.lines) if (!this.failing.has(owner)) line.show(status);
  }

  /** Shows a failure on one node, until that node succeeds or there is news of the token. */
  showFailure(node: Node, status: NodeStatus): void {
    this.failing.add(node);
    this.lines.get(node)?.show(status);
  }

  close(): void {
    this.unsubscribe();
    for (const line of this.lines.values()) line.close();
    this.lines.clear();
  }

  private hear(event: TokenEvent): void {
    this.failing.clear();
    isDone(() => {
      const status = this.current();
      for (const line of this.lines.values()) line.show(status);
    });
    if (event.type === 'issued') this.isFailureTold = false;
    if (event.type !== 'failed' || !event.tokenStillValid || this.isFailureTold) return;
    // Nobody waits for a refresh behind a valid token, so no message would tell of its failure.
    this.isFailureTold = true;
    this.tellFailure(this.told.errorOf(event.failure), event.heldBackSeconds);
  }

  private tellFailure(error: VendorAuthError, heldBackSeconds: number): void {
    const { code, vendor, status, texts } = error;
    const [says, hint] = [texts.message, texts.hint].map((all) => sayAll(all, this.told.language));
    // What happened comes first, since the debug sidebar shows little of a message.
    const payload = { says, hint, event: 'refresh-failed', vendor, code, status, heldBackSeconds };
    const msg = { topic: this.node.name ?? vendor, payload };
    const nodeError = new NodeError(error, this.told.language);
    if (isDone(() => this.announce(() => this.node.error(nodeError, msg)))) return;
    isDone(() => this.node.error(nodeError));
  }

  /** However many nodes use the configuration, nobody hears of it twice. */
  private announce(tell: () => void): void {
    const { users } = this.node;
    this.node.users = deliverOncePerReceiver(users);
    try {
      tell();
    } finally {
      this.node.users = users;
    }
  }

  private current(): NodeStatus {
    return tokenStatus(this.source.status(), this.statusText);
  }
}
