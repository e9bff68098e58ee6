/** A handler found for a path, with the open parts of the path filled in. */
export interface Match<Handler> {
  handler: Handler;
  params: Record<string, string>;
}

/**
 * Finds handlers by `METHOD /path`. The method may be `ANY`; a path segment `:name` stands for any
 * one segment. Literal paths win over open ones.
 */
export class Router<Handler> {
  private readonly literal = new Map<string, Handler>();
  private readonly open: { method: string; pattern: RegExp; handler: Handler }[] = [];

  add(route: string, handler: Handler): void {
    const [method, path] = route.split(' ') as [string, string];
    if (!path.includes(':')) {
      this.literal.set(route, handler);
      return;
    }
    const pattern = path
      .split(/:(\w+)/)
      .map((part, index) => (index % 2 ? `(?<${part}>[^/]+)` : escapeForPattern(part)));
    this.open.push({ method, pattern: new RegExp(`^${pattern.join('')}$`), handler });
  }

  find(method: string, path: string): Match<Handler> | undefined {
    const handler = this.literal.get(`${method} ${path}`) ?? this.literal.get(`ANY ${path}`);
    if (handler !== undefined) return { handler, params: {} };
    for (const route of this.open) {
      if (route.method !== method && route.method !== 'ANY') continue;
      const found = route.pattern.exec(path);
      if (found) return { handler: route.handler, params: decodeAll(found.groups ?? {}) };
    }
    return undefined;
  }
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function decodeAll(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeOrKeep(value)]),
  );
}

function decodeOrKeep(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
