import { sayAll, type TestReport } from '../../../core';

/** A report of a test call as an English reader sees it. */
export interface SpokenReport extends Omit<TestReport, 'says' | 'hint'> {
  readonly says: string;
  /** Missing if there is none. */
  readonly hint?: string;
}

export function inWords({ says, hint, ...report }: TestReport): SpokenReport {
  const spoken = { ...report, says: sayAll(says) };
  return hint.length === 0 ? spoken : { ...spoken, hint: sayAll(hint) };
}
