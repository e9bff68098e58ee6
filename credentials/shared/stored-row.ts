import { isRecord, parseJson, parseStored, serializeStored, type StoredToken } from '../../core';

/**
 * What n8n's database holds for one credential, the only thing that n8n's processes share: the last
 * token, and the mark of the last Forget, by which every process learns of it once.
 */
export interface StoredRow {
  readonly token?: StoredToken | undefined;
  readonly forgetMark?: string | undefined;
}

export function serializeRow({ token, forgetMark }: StoredRow): string {
  const members: object = token === undefined ? {} : (JSON.parse(serializeStored(token)) as object);
  return JSON.stringify({ ...members, ...(forgetMark === undefined ? {} : { forgetMark }) });
}

/** What `serializeRow` wrote; an empty row for anything else. */
export function parseRow(text: unknown): StoredRow {
  return { token: parseStored(text), forgetMark: forgetMarkOf(text) };
}

function forgetMarkOf(text: unknown): string | undefined {
  const members = typeof text === 'string' ? parseJson(text) : undefined;
  const mark = isRecord(members) ? members['forgetMark'] : undefined;
  return typeof mark === 'string' ? mark : undefined;
}
