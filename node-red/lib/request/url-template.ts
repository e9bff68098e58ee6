import { textOf } from './text-of';

/** `{{{name}}}` or `{{&name}}` as it is, `{{name}}` encoded. */
const PLACEHOLDER = /\{\{\{\s*([^{}]+?)\s*\}\}\}|\{\{(&?)\s*([^{}]+?)\s*\}\}/g;

/**
 * Fills in the placeholders of an address. In two braces, a value is encoded as one part of a URL, so
 * that a slash or an ampersand in it cannot lead elsewhere; in three braces, it is taken as it is. What
 * the message does not have counts as empty.
 */
export function fillTemplate(template: string, valueOf: (path: string) => unknown): string {
  return template.replace(
    PLACEHOLDER,
    (_all, raw: string | undefined, ampersand: string | undefined, path: string | undefined) => {
      const isRaw = raw !== undefined || ampersand === '&';
      const text = textOf(valueOf((raw ?? path) as string));
      return isRaw ? text : encodeURIComponent(text);
    },
  );
}

/**
 * The value at a path such as `payload.items.0.id` or, of a text or list, `payload.length`; undefined if
 * there is none. What objects inherit is none.
 */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const name of path.split('.')) {
    if (value === undefined || value === null || !Object.hasOwn(Object(value) as object, name)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
