import type { ICredentialTestRequest } from 'n8n-workflow';
import { withoutHeaders, type ApiRequest } from './api-request';

/**
 * What a request is made for, other than for its answer.
 *
 * - `test`: the credential test, which wants to know in words what is wrong.
 * - `store`: nothing is to be sent; n8n is only to store what `preAuthentication` returns.
 */
export type RequestStep = 'test' | 'store';

/**
 * It travels as a header, the only part of a request that n8n hands through untouched, and never leaves
 * n8n. Its value is a symbol of this process: no expression and no JSON can hold it, and n8n leaves it out
 * of what it tells the browser of a credential type. So nobody but this package can ask for a step.
 */
const STEP_HEADER = 'x-vendor-auth-step';
const MARKS: Readonly<Record<RequestStep, symbol>> = {
  test: Symbol('credential test'),
  store: Symbol('store the token'),
};

export function stepHeaders(step: RequestStep): Record<string, string> {
  // n8n's type knows texts alone; its code hands any value through.
  return { [STEP_HEADER]: MARKS[step] as unknown as string };
}

/** The step that the request is made for, and the request without any header of that name. */
export function takeStep(request: ApiRequest): {
  readonly step: RequestStep | undefined;
  readonly request: ApiRequest;
} {
  const mark: unknown = request.headers?.[STEP_HEADER];
  const step = (['test', 'store'] as const).find((each) => MARKS[each] === mark);
  const headers = withoutHeaders(request.headers, new Set([STEP_HEADER]));
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
