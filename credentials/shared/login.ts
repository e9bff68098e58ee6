import {
  sleep,
  type ICredentialDataDecryptedObject,
  type IDataObject,
  type IHttpRequestHelper,
  type IHttpRequestOptions,
} from 'n8n-workflow';
import { untilAborted, type Clock, type Vendor, type Wait } from '../../core';
import { hostError } from './host-error';
import { httpHelper } from './http-helper';
import { TokenKeeper } from './token-keeper';
import { sendThrough } from './transport';

const processClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
};

/** Its pauses are n8n's own, since a package may set no timer. A request that was cancelled waits no longer. */
export const wait: Wait = async (milliseconds, signal) => {
  signal?.throwIfAborted();
  await untilAborted(sleep(milliseconds), signal);
};

/** One for all credential types and nodes of the process, so that all of them share tokens (rule T1). */
export const tokenKeeper = new TokenKeeper(processClock, Math.random, wait);

/** How a credential type logs in: n8n calls these two before each request, and after one that failed. */
export interface Login {
  readonly preAuthentication: (
    this: IHttpRequestHelper,
    credentials: ICredentialDataDecryptedObject,
  ) => Promise<IDataObject>;
  readonly authenticate: (
    credentials: ICredentialDataDecryptedObject,
    request: IHttpRequestOptions,
  ) => Promise<IHttpRequestOptions>;
}

export function vendorLogin(vendor: Vendor, keeper: TokenKeeper = tokenKeeper): Login {
  return {
    async preAuthentication(credentials) {
      try {
        const send = sendThrough(httpHelper(this.helpers), vendor);
        return await keeper.prepare(vendor, credentials, send);
      } catch (error) {
        throw hostError(error, vendor);
      }
    },
    async authenticate(credentials, request) {
      try {
        return await keeper.authorize(vendor, credentials, request);
      } catch (error) {
        throw hostError(error, vendor);
      }
    },
  };
}
