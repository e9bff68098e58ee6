import type { IDataObject } from 'n8n-workflow';
import {
  callWithToken,
  exchange,
  parseJson,
  resolveUrl,
  tokenRejectedError,
  VendorAuthError,
  type Settings,
  type WholeAnswer,
} from '../../core';
import type { ItemCredential } from '../shared/open-credential';

const ATTRIBUTES = ['Username', 'Name', 'Email'] as const;
const SELF = `rest-1.v1/Data/Member?where=IsSelf=%22true%22&sel=${ATTRIBUTES.join()}`;
const TIMEOUT_MS = 30_000;

/**
 * The member to whom the access token belongs: its id, such as `Member:20`, and its attributes.
 *
 * @throws {VendorAuthError}
 */
export async function getSelf({ settings, source, send }: ItemCredential): Promise<IDataObject> {
  const url = resolveUrl(settings, SELF);
  const answer = await callWithToken<WholeAnswer>({
    settings,
    source,
    send,
    url,
    canRepeat: true,
    perform: async (authorization) =>
      await exchange(settings, send, {
        method: 'GET',
        url: url.href,
        headers: { ...settings.vendor.apiHeaders, authorization },
        timeoutMs: TIMEOUT_MS,
      }),
    statusOf: ({ status }) => status,
  });
  return memberOf(settings, answer);
}

function memberOf(settings: Settings, { status, text }: WholeAnswer): IDataObject {
  if (status === 401) throw tokenRejectedError(settings);
  const body = status === 200 ? asRecord(parseJson(text)) : {};
  // An old server refuses a token with 200 and an error in place of the list.
  if (body['error'] !== undefined) throw tokenRejectedError(settings);
  const member = Array.isArray(body['Assets']) ? (body['Assets'][0] as unknown) : undefined;
  if (typeof member !== 'object' || member === null) throw noMember(settings, status);
  const { id, Attributes } = asRecord(member);
  const self: IDataObject = { id: isPlain(id) ? id : '' };
  for (const name of ATTRIBUTES) {
    const { value } = asRecord(asRecord(Attributes)[name]);
    if (isPlain(value)) self[name] = value;
  }
  return self;
}

/** n8n copies what a node hands on, and fails to copy what is deeply nested. */
function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function noMember({ vendor }: Settings, status: number): VendorAuthError {
  return new VendorAuthError({
    code: status === 403 ? 'forbidden' : 'request-failed',
    vendor: vendor.id,
    status,
    message: `${vendor.productName} did not say to whom the access token belongs (status ${status}).`,
    hint: status >= 500 ? 'Try again later.' : 'Check Base URL: it should end with your instance.',
  });
}
