import type { HttpRequest } from '../../../core';
import { scene, settingsOf, type VendorId } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, type Answer } from '../support/fake-vendor';

/** The token request that a credential leads to, as the vendor would see it. */
export async function tokenRequestOf(
  vendor: VendorId,
  fields: Record<string, unknown> = {},
): Promise<HttpRequest> {
  const stage = scene(undefined, settingsOf(vendor, fields));
  await stage.token();
  expect(stage.vendor.requests).toHaveLength(1);
  return stage.vendor.lastRequest;
}

/** The error that a vendor's answer to the token request turns into. */
export async function refusalOf(
  vendor: VendorId,
  status: number,
  body: unknown,
  fields: Record<string, unknown> = {},
) {
  return await errorOf(scene(answersWith(status, body), settingsOf(vendor, fields)).token());
}

/** What a test call with that answer says of a token. */
export async function testCallOf(
  vendor: VendorId,
  answer: Answer,
  fields: Record<string, unknown> = {},
) {
  const stage = scene(undefined, settingsOf(vendor, fields));
  const token = await stage.ask();
  stage.vendor.answers(() => answer);
  const report = await stage.verify(token);
  return { report, request: stage.vendor.requests.at(-1) };
}
