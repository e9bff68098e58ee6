import { tokenAnswers } from './answers/token-answers';
import { fields } from './credentials/fields';
import type { FuzzProperty } from './fuzz-property';
import { interleavings } from './interleavings/interleavings';
import { addresses } from './requests/addresses';
import { n8nRequests } from './requests/n8n-requests';
import { nodeRedAddresses, nodeRedTemplates } from './requests/node-red-addresses';
import { nodeRedRequests } from './requests/node-red-requests';

/** Every kind that `npm run fuzz` runs, the longest first. */
export const PROPERTIES: readonly FuzzProperty[] = [
  tokenAnswers,
  interleavings,
  fields,
  addresses,
  nodeRedRequests,
  nodeRedAddresses,
  nodeRedTemplates,
  n8nRequests,
];
