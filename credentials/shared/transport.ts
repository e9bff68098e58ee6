import { UserError, type IHttpRequestOptions, type IN8nHttpFullResponse } from 'n8n-workflow';
import {
  sentences,
  verbatim,
  VendorAuthError,
  type HttpRequest,
  type HttpResponse,
  type SendRequest,
  type TlsOptions,
  type Vendor,
} from '../../core';
import type { HttpHelper } from './http-helper';
import { legible } from './thrown';

const SAY = sentences('n8n', {
  checkDomains:
    'Check Allowed HTTP Request Domains of the credential: Base URL and Token URL must be among them.',
});

/** Sends the core's requests by n8n's own HTTP helper, the only HTTP client a package may use. */
export function sendThrough(httpRequest: HttpHelper, vendor: Vendor): SendRequest {
  return async (request) => {
    try {
      return fullResponse(
        (await httpRequest(hostRequest(request))) as Partial<IN8nHttpFullResponse>,
      );
    } catch (error) {
      throw refusedByHost(legible(error), vendor);
    }
  };
}

/** The TLS wishes of a credential, for n8n's HTTP helpers (rule T15). */
export function tlsOptions(
  tls: TlsOptions,
): Pick<IHttpRequestOptions, 'agentOptions' | 'skipSslCertificateValidation'> {
  const { caCertificate: ca, clientCertificate: cert, clientKey: key } = tls;
  const agentOptions = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
  return {
    ...(Object.keys(agentOptions).length === 0 ? {} : { agentOptions }),
    ...(tls.allowUnauthorizedCerts ? { skipSslCertificateValidation: true } : {}),
  };
}

function hostRequest(request: HttpRequest): IHttpRequestOptions {
  // What is left of a deadline has fractions, which a signal does not take.
  const timeoutMs = Math.ceil(request.timeoutMs);
  return {
    method: request.method,
    url: request.url,
    headers: { ...request.headers },
    ...(request.body === undefined ? {} : { body: request.body }),
    ...tlsOptions(request.tls),
    // The helper's own `timeout` ends with the headers; a body may go on for ever (rule T9).
    abortSignal: AbortSignal.timeout(timeoutMs),
    timeout: timeoutMs,
    encoding: 'stream',
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    disableFollowRedirect: true,
  };
}

/** n8n's type promises them; a node that stands in for its helper need not keep that. */
function fullResponse(answer: Partial<IN8nHttpFullResponse> | null | undefined): HttpResponse {
  const { statusCode, headers = {}, body } = answer ?? {};
  if (statusCode === undefined) throw new Error('n8n gave no answer.');
  return {
    status: statusCode,
    headers: headers as HttpResponse['headers'],
    body: legibly(body as AsyncIterable<Uint8Array> | null | undefined),
  };
}

/** Piece by piece, as the core reads it; leaving it closes what is behind it. */
async function* legibly(
  body: AsyncIterable<Uint8Array> | null | undefined,
): AsyncIterable<Uint8Array> {
  try {
    yield* body ?? [];
  } catch (error) {
    throw legible(error);
  }
}

/**
 * n8n's own refusal, such as a domain that the credential does not allow, is told in n8n's words. All
 * else goes on as it is: the core looks at its code and keeps nothing of it.
 */
function refusedByHost(error: unknown, vendor: Vendor): unknown {
  if (!(error instanceof UserError)) return error;
  return new VendorAuthError({
    code: 'not-sent',
    vendor: vendor.id,
    message: verbatim(error.message.endsWith('.') ? error.message : `${error.message}.`),
    hint: SAY.checkDomains(),
  });
}
