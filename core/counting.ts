/** "1 agent", "3 agents", "no agents" or, for what is no list, "agents". */
export function count(list: unknown, noun: string): string {
  const items = itemsOf(list);
  if (items === undefined) return `${noun}s`;
  if (items === 0) return `no ${noun}s`;
  return items === 1 ? `1 ${noun}` : `${items} ${noun}s`;
}

/** Some vendors answer with a bare list, others wrap it together with where it continues. */
function itemsOf(body: unknown): number | undefined {
  if (Array.isArray(body)) return body.length;
  if (typeof body !== 'object' || body === null) return undefined;
  const list: unknown = Object.values(body).find((member) => Array.isArray(member));
  return Array.isArray(list) ? list.length : undefined;
}
