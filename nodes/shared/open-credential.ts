import type {
  IDataObject,
  IExecuteFunctions,
  IHttpRequestOptions,
  ILoadOptionsFunctions,
} from 'n8n-workflow';
import { sentences, VendorAuthError, type SendRequest, type Vendor, type Wait } from '../../core';
import { httpHelper } from '../../credentials/shared/http-helper';
import { tokenKeeper, wait } from '../../credentials/shared/login';
import { isNothingToSend } from '../../credentials/shared/request-ends';
import { stepHeaders } from '../../credentials/shared/request-steps';
import type { OpenCredential } from '../../credentials/shared/token-keeper';
import { sendThrough } from '../../credentials/shared/transport';

/** The credential of one item, ready for the core. */
export interface ItemCredential extends OpenCredential {
  readonly vendor: Vendor;
  readonly type: string;
  readonly data: IDataObject;
  readonly send: SendRequest;
  /** What n8n is to hold every request of the credential to. */
  readonly restriction: Pick<IHttpRequestOptions, 'allowedDomains'>;
  readonly wait: Wait;
}

const SAY = sentences('n8n', {
  noDomain: 'Allowed HTTP Request Domains of the credential names no domain.',
  enterDomains: 'Enter the domains of Base URL and Token URL there, or allow all.',
});

/**
 * @param context - of a node at work, or of its form in the editor
 * @param itemIndex - a form has none
 * @throws {VendorAuthError} `invalid-settings`
 */
export async function openCredential(
  context: IExecuteFunctions | ILoadOptionsFunctions,
  type: string,
  vendor: Vendor,
  itemIndex?: number,
): Promise<ItemCredential> {
  const data = await context.getCredentials<IDataObject>(type, itemIndex);
  const restriction = allowedDomainsOf(data, vendor);
  const httpRequest = httpHelper(context.helpers);
  const send = sendThrough(
    async (options) => (await httpRequest({ ...options, ...restriction })) as unknown,
    vendor,
  );
  return { ...tokenKeeper.open(vendor, data), vendor, type, data, send, restriction, wait };
}

/**
 * The credential's Allowed HTTP Request Domains, to which n8n itself holds only the requests of a
 * credential's own, not those of a node. Read here, since n8n's own reader is newer than n8n 2.40.
 */
function allowedDomainsOf(
  data: IDataObject,
  vendor: Vendor,
): Pick<IHttpRequestOptions, 'allowedDomains'> {
  if (data['allowedHttpRequestDomains'] !== 'domains') return {};
  const { allowedDomains } = data;
  if (typeof allowedDomains === 'string' && allowedDomains.trim() !== '') {
    return { allowedDomains: allowedDomains.trim() };
  }
  throw new VendorAuthError({
    code: 'not-sent',
    vendor: vendor.id,
    message: SAY.noDomain(),
    hint: SAY.enterDomains(),
  });
}

/**
 * Has n8n store what is new of the credential's token, so that it survives this process and reaches
 * the others. n8n stores something only on the way to a request, so one is begun that is never sent.
 */
export async function storeNews(
  context: IExecuteFunctions,
  credential: ItemCredential,
): Promise<void> {
  if (!tokenKeeper.isStoringDue(credential, credential.data)) return;
  await context.helpers.httpRequestWithAuthentication
    .call(context, credential.type, {
      url: credential.settings.baseUrl,
      headers: stepHeaders('store'),
    })
    .catch((error: unknown) => {
      if (!isNothingToSend(error)) throw error;
    });
}
