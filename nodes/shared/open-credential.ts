import {
  getCredentialOwnRequestAllowedDomains,
  type ICredentialDataDecryptedObject,
  type IDataObject,
  type IExecuteFunctions,
} from 'n8n-workflow';
import type { SendRequest, Vendor } from '../../core';
import { tokenKeeper } from '../../credentials/shared/login';
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
}

/** @throws {VendorAuthError} `invalid-settings` */
export async function openCredential(
  context: IExecuteFunctions,
  type: string,
  vendor: Vendor,
  itemIndex: number,
): Promise<ItemCredential> {
  const data = await context.getCredentials<ICredentialDataDecryptedObject>(type, itemIndex);
  // n8n itself holds only a credential's own requests to its Allowed HTTP Request Domains.
  const allowedDomains = getCredentialOwnRequestAllowedDomains(data);
  const restriction = allowedDomains === undefined ? {} : { allowedDomains };
  const send = sendThrough(
    async (options) =>
      (await context.helpers.httpRequest({ ...options, ...restriction })) as unknown,
    vendor,
  );
  return { ...tokenKeeper.open(vendor, data), vendor, type, data, send };
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
