import type { ICredentialTestRequest } from 'n8n-workflow';
import { withoutHeader, type ApiRequest } from './api-request';

/**
 * What a request is made for, other than for its answer. It travels as a header, the only part of a
 * request that n8n hands through untouched, and never leaves n8n.
 *
 * - `test`: the credential test, which wants to know in words what is wrong.
 * - `store`: nothing is to be sent; n8n is only to store what `preAuthentication` returns.
 */
export type RequestStep = 'test' | 'store';

const STEP_HEADER = 'x-vendor-auth-step';

export function stepHeaders(step: RequestStep): Record<string, string> {
  return { [STEP_HEADER]: step };
}

/** The step that the request is made for, and the request without its header. */
export function takeStep(request: ApiRequest): {
  readonly step: RequestStep | undefined;
  readonly request: ApiRequest;
} {
  const step = request.headers?.[STEP_HEADER];
  if (step !== 'test' && step !== 'store') return { step: undefined, request };
  const headers = withoutHeader(request.headers ?? {}, STEP_HEADER);
  return { step, request: { ...request, headers } };
}

/**
 * The credential test of every credential type. What it sends, and what the answer means, is decided
 * when it is authenticated: n8n itself knows no more of an answer than its status.
 */
export const credentialTest: ICredentialTestRequest = {
  request: {
    baseURL: '={{$credentials.baseUrl}}',
    headers: stepHeaders('test'),
    ignoreHttpStatusErrors: true,
  },
};
