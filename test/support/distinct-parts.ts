/** Between parts: no character of a secret, and nothing that a search passes over. */
export const PART_SEPARATOR = '\uffff';

/** As Node-RED and n8n put it before a line of their logs. */
const TIME = /^\d{1,2} [A-Z][a-z]{2} [\d:]{8} - |^[\dT:.-]{10,24}Z? ?\|? /;

/**
 * The same texts with everything said once: a hunt reads millions of characters, and most of what a host
 * writes it writes again and again. JSON, also JSON inside of JSON, is taken apart into its names and
 * values; of other texts, lines that were there before are left out, whatever time stands before them.
 */
export function distinctParts(texts: Iterable<string>): string {
  const parts = new Parts();
  for (const text of texts) parts.collect(text);
  return parts.all.join(PART_SEPARATOR);
}

class Parts {
  readonly all: string[] = [];
  private readonly said = new Set<string>();

  collect(text: string): void {
    const json = parsed(text);
    if (json !== undefined) {
      this.collectValues(json);
      return;
    }
    const lines = text.split('\n').map((line) => line.replace(TIME, ''));
    // Lines that belong together stay together: a secret may be broken over some of them.
    const news = lines.filter((line) => this.isNew(line));
    if (news.length > 0) this.all.push(news.join('\n'));
  }

  private collectValues(value: unknown): void {
    if (typeof value === 'string') this.collect(value);
    else if (isListOfBytes(value)) this.collect(Buffer.from(value).toString());
    else if (Array.isArray(value)) for (const each of value) this.collectValues(each);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) {
        this.collect(name);
        this.collectValues(each);
      }
    }
  }

  private isNew(line: string): boolean {
    const isNew = !this.said.has(line);
    this.said.add(line);
    return isNew;
  }
}

function isListOfBytes(value: unknown): value is number[] {
  return Array.isArray(value) && value.length >= 8 && value.every((each) => Number.isInteger(each));
}

function parsed(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
