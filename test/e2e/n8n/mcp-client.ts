/** As much of the Model Context Protocol as it takes to list and call the tools of a workflow. */
export class McpClient {
  private nextId = 1;

  private constructor(
    private readonly url: string,
    private readonly sessionId: string,
  ) {}

  /** Opens a session with the MCP Server Trigger behind `url` (streamable HTTP). */
  static async connect(url: string): Promise<McpClient> {
    const response = await post(url, undefined, {
      jsonrpc: '2.0',
      id: 0,
      method: 'initialize',
      params: {
        protocolVersion: '2025-03-26',
        capabilities: {},
        clientInfo: { name: 'vendor-auth end-to-end', version: '1' },
      },
    });
    const sessionId = response.headers.get('mcp-session-id');
    const text = await response.text();
    if (!sessionId) {
      throw new Error(`No MCP session at ${url}: ${String(response.status)} ${text}`);
    }
    const client = new McpClient(url, sessionId);
    await post(url, sessionId, { jsonrpc: '2.0', method: 'notifications/initialized' });
    return client;
  }

  /** Calls a tool as an agent would; answers the text that the agent would read. */
  async callTool(name: string, toolArguments: Record<string, unknown> = {}): Promise<string> {
    const { content } = await this.request<{ content: { text?: string }[] }>('tools/call', {
      name,
      arguments: toolArguments,
    });
    return content.map(({ text }) => text ?? '').join('\n');
  }

  private async request<T>(method: string, params: unknown): Promise<T> {
    const response = await post(this.url, this.sessionId, {
      jsonrpc: '2.0',
      id: this.nextId++,
      method,
      params,
    });
    const message = readMessage(await response.text());
    if (message.error) throw new Error(`MCP ${method}: ${message.error.message}`);
    return message.result as T;
  }
}

async function post(url: string, sessionId: string | undefined, message: unknown) {
  return await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(sessionId === undefined ? {} : { 'mcp-session-id': sessionId }),
    },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(30_000),
  });
}

/** The answer comes as plain JSON or as the one event of a stream. */
function readMessage(text: string): { result?: unknown; error?: { message: string } } {
  const [, event] = /^data: (.*)$/m.exec(text) ?? [];
  return JSON.parse(event ?? text) as { result?: unknown; error?: { message: string } };
}
