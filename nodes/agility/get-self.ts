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

const SELF = 'rest-1.v1/Data/Member?where=IsSelf=%22true%22&sel=Username,Name,Email';
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
  const body = status === 200 ? (parseJson(text) as QueryAnswer | null | undefined) : undefined;
  // An old server refuses a token with 200 and an error in place of the list.
  if (body?.error !== undefined) throw tokenRejectedError(settings);
  const member = body?.Assets?.[0];
  if (member === undefined) throw noMember(settings, status);
  const attributes = Object.entries(member.Attributes ?? {});
  return {
    id: member.id ?? '',
    ...Object.fromEntries(attributes.map(([name, { value }]) => [name, value])),
  };
}

/** What Agility answers to a query, as far as it is looked into. */
interface QueryAnswer {
  readonly error?: unknown;
  readonly Assets?: readonly {
    readonly id?: string;
    readonly Attributes?: Readonly<Record<string, { readonly value?: IDataObject[string] }>>;
  }[];
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
