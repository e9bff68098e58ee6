import type { N8nRest } from '../../n8n/rest';

/** What n8n sends to an open editor without being asked: how executions go, node by node. */
export class Push {
  /** n8n sends to an editor only what that has started. */
  static readonly REF = 'leak-hunt';
  readonly frames: string[] = [];

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => this.frames.push(String(data)));
  }

  static async open(url: string, rest: N8nRest): Promise<Push> {
    const address = `${url.replace(/^http/, 'ws')}/rest/push?pushRef=${Push.REF}`;
    // Node takes headers in place of the list of protocols, which the types do not know.
    const options = { headers: { ...rest.headers, origin: url } } as unknown as string[];
    const push = new Push(new WebSocket(address, options));
    await new Promise<void>((resolve, reject) => {
      push.socket.addEventListener('open', () => resolve());
      push.socket.addEventListener('error', () => reject(new Error('n8n’s WebSocket fails.')));
    });
    return push;
  }

  close(): void {
    this.socket.close();
  }
}
