import { ANSWER_READERS } from './answers';
import { FIELD_READERS } from './fields';
import { N8N_READERS } from './n8n';
import { NODE_RED_READERS } from './node-red';
import { REDACTION_READERS } from './redaction';

/** By file and name, everything that looks into text from outside; one that is listed twice, twice. */
export const READER_NAMES: readonly string[] = [
  FIELD_READERS,
  ANSWER_READERS,
  REDACTION_READERS,
  N8N_READERS,
  NODE_RED_READERS,
].flatMap(Object.keys);
