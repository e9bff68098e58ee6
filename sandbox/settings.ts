import { z } from 'zod';

/** How requests are to fail. What is left out stays as it is. */
const faultSchema = z
  .object({
    /** Answer with this status in place of the vendor's answer. */
    status: z.number().int().min(200).max(599).optional(),
    /** The body for `status`: a string as it is, anything else as JSON. */
    body: z.unknown().optional(),
    headers: z.record(z.string()).optional(),
    /** Hold the answer back this long. The vendor has acted on the request by then. */
    delayMs: z.number().min(0).max(3_600_000).optional(),
    /** Never answer. */
    stall: z.boolean().optional(),
    /** Drop the connection without an answer. */
    hangUp: z.boolean().optional(),
    /** Answer with a body that goes on until the client hangs up, at most 64 MiB. */
    endless: z.boolean().optional(),
    /** Only this many requests; without it all until the next reset, or until set to null. */
    times: z.number().int().min(0).optional(),
    /** Only requests whose path begins like this. */
    path: z.string().optional(),
  })
  .strict();

export type Fault = z.infer<typeof faultSchema>;

const seconds = z.number().min(0).finite();
const milliseconds = z.number().min(0).max(3_600_000);

const failing = {
  tokenEndpoint: faultSchema.nullable().default(null),
  api: faultSchema.nullable().default(null),
  latencyMs: milliseconds.default(0),
};

/** What can be set on a vendor that has no token endpoint. */
export const staticTokenSettings = z
  .object({
    /** Make API requests fail. Token checks come first: a bad token is still refused as such. */
    api: failing.api,
    /** Hold every answer back this long. */
    latencyMs: failing.latencyMs,
  })
  .strict();

/** What can be set on every vendor with a token endpoint; a vendor's file adds its own. */
export function tokenVendorSettings(clientSecret: string) {
  return z
    .object({
      ...failing,
      /** How long new tokens live, fractions included; null is the vendor's own lifetime. */
      lifetimeSeconds: seconds.nullable().default(null),
      omitExpiresIn: z.boolean().default(false),
      omitTokenType: z.boolean().default(false),
      /** Members that replace or join those of the token answer; null leaves a member out. */
      tokenAnswer: z.record(z.unknown()).default({}),
      /** The secret that is accepted; setting another stops the old one at once. */
      clientSecret: z.string().default(clientSecret),
      /** Secrets that are accepted as well, as vendors do who let several be valid at a time. */
      furtherClientSecrets: z.array(z.string()).default([]),
    })
    .strict();
}

export type StaticTokenSettings = z.infer<typeof staticTokenSettings>;
export type TokenVendorSettings = z.infer<ReturnType<typeof tokenVendorSettings>>;
export type CommonSettings = StaticTokenSettings | TokenVendorSettings;

/** A setting that does not exist, or a value that it cannot have; the message names it. */
export class SettingsError extends Error {}

export type SettingsSchema<TSettings> = z.ZodObject<
  z.ZodRawShape,
  'strict',
  z.ZodTypeAny,
  TSettings
>;

/** The settings a vendor starts with. */
export function defaultSettings<TSettings>(schema: SettingsSchema<TSettings>): TSettings {
  return schema.parse({});
}

/** `settings` with `update` over it. Throws SettingsError. */
export function updatedSettings<TSettings>(
  schema: SettingsSchema<TSettings>,
  settings: TSettings,
  update: unknown,
): TSettings {
  const parsed = schema.partial().safeParse(update);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) =>
      [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
    );
    throw new SettingsError(reasons.join('; '));
  }
  return { ...settings, ...parsed.data };
}
