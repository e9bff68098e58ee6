import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { VENDORS } from '../../../core';
import * as apiRequest from '../../../credentials/shared/api-request';
import { hostError } from '../../../credentials/shared/host-error';
import { takeStep } from '../../../credentials/shared/request-steps';
import { assertSendable } from '../../../credentials/shared/sendable';
import { parseRow } from '../../../credentials/shared/stored-row';
import { legible } from '../../../credentials/shared/thrown';
import { assertGrantAllowed, offeredGrants } from '../../../nodes/agility/allowed-grants';
import { codeOf, nodeError } from '../../../nodes/shared/node-error';
import { vendorOfType } from '../../../nodes/vendorToken/credential-types';
import { AGILITY, ANY_SETTINGS, objectOf, perform, type Readers } from './support';

const NODE: INode = {
  id: '1',
  name: 'Agility',
  type: 'agilityTool',
  typeVersion: 1.1,
  position: [0, 0],
  parameters: {},
};

/** A node's context, as far as the grants that it allows need one. */
const contextWith = (parameter: unknown) =>
  ({ getNodeParameter: () => parameter, getNode: () => NODE }) as unknown as IExecuteFunctions;

/** What looks into what n8n hands the package. */
export const N8N_READERS: Readers = {
  'credentials/shared/api-request.ts authorized': (text) =>
    perform(
      () =>
        apiRequest.authorized({ url: text, headers: { [text]: text } }, ANY_SETTINGS, { a: text }),
      () =>
        apiRequest.authorized(
          { url: '', headers: objectOf(text) as Record<string, string> },
          ANY_SETTINGS,
          {
            a: text,
          },
        ),
    ),
  'credentials/shared/api-request.ts targetOf': (text) =>
    perform(
      () => apiRequest.targetOf({ url: text }),
      () => apiRequest.targetOf({ url: text, baseURL: 'https://a.example' }),
    ),
  'credentials/shared/api-request.ts withoutHeaders': (text) =>
    perform(
      () => apiRequest.withoutHeaders({ [text]: text }, new Set(['authorization'])),
      () => apiRequest.withoutHeaders({ a: Array.from(text.slice(0, 9_000)) }, new Set(['b'])),
    ),
  'credentials/shared/host-error.ts hostError': (text) => hostError(new Error(text), VENDORS[0]!),
  'credentials/shared/request-steps.ts takeStep': (text) =>
    takeStep({ url: text, headers: { 'x-vendor-auth-step': text, [text]: text } }),
  'credentials/shared/sendable.ts assertSendable': (text) =>
    perform(
      ...[text, `${ANY_SETTINGS.baseUrl}/${text}`].map(
        (url) => () => assertSendable(ANY_SETTINGS, { url }),
      ),
      () => {
        const method = text as 'GET';
        return assertSendable(ANY_SETTINGS, { url: ANY_SETTINGS.baseUrl, method });
      },
      ...[text, { protocol: text, host: text, port: 80 }].map((proxy) => () => {
        const settings = { ...ANY_SETTINGS, allowedOrigins: ['http://a.example'] };
        return assertSendable(settings, { url: 'http://a.example', proxy } as Parameters<
          typeof assertSendable
        >[1]);
      }),
    ),
  'credentials/shared/stored-row.ts parseRow': (text) => parseRow(text),
  'credentials/shared/thrown.ts legible': (text) => legible(new Error(text, { cause: text })),
  'nodes/agility/allowed-grants.ts assertGrantAllowed': (text) =>
    perform(
      () => assertGrantAllowed(contextWith(text), AGILITY, '1', 0),
      () => assertGrantAllowed(contextWith('1'), AGILITY, text, 0),
      () => assertGrantAllowed(contextWith({ a: text }), AGILITY, text, 0),
    ),
  'nodes/agility/allowed-grants.ts offeredGrants': (text) => offeredGrants(text, AGILITY)(text),
  'nodes/shared/node-error.ts codeOf': (text) => codeOf(new Error(text)),
  'nodes/shared/node-error.ts nodeError': (text) => nodeError(new Error(text), NODE, 0),
  'nodes/vendorToken/credential-types.ts vendorOfType': (text) => vendorOfType(text),
};
