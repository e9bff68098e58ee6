import { N8N_READERS } from './readers/n8n';
import { NODE_RED_READERS } from './readers/node-red';
import { testTimesOf } from './timed';

describe('1 MiB of text in what hosts hand over', () => {
  testTimesOf({ ...N8N_READERS, ...NODE_RED_READERS });
});
