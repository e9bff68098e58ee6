/** The fields of a credential, described once for both hosts' forms and for the core's own checks. */

export type FieldName =
  | 'baseUrl'
  | 'login'
  | 'realm'
  | 'tokenUrl'
  | 'clientId'
  | 'clientSecret'
  | 'accessToken'
  | 'clientAuthentication'
  | 'bodyFormat'
  | 'scope'
  | 'audience'
  | 'extraParameters'
  | 'checkPath'
  | 'allowedOrigins'
  | 'caCertificate'
  | 'allowUnauthorizedCerts';

export type FieldKind =
  /** The root of the vendor's addresses, kept without a final slash. */
  | 'baseUrl'
  /** One whole address. */
  | 'url'
  | 'text'
  /** Text that must never be shown again. */
  | 'secret'
  /** A secret that is sent as it stands in a header. */
  | 'token'
  | 'choice'
  /** Origins such as `https://files.example.com`, separated by commas or spaces. */
  | 'origins'
  /** `name=value`, one a line, or a JSON object of strings. */
  | 'parameters'
  /** A path below the base URL. */
  | 'path'
  /** Certificates in PEM. */
  | 'pem'
  | 'flag';

/**
 * How many characters a field takes, by its kind: several times what any vendor hands out, and little
 * enough to be read at once. Longer text is refused before anything else looks at it.
 */
export const LONGEST_CHARACTERS: Readonly<Record<FieldKind, number>> = {
  baseUrl: 8_192,
  url: 8_192,
  path: 8_192,
  text: 8_192,
  choice: 8_192,
  flag: 8_192,
  secret: 65_536,
  token: 65_536,
  origins: 65_536,
  parameters: 65_536,
  /** A company's whole collection of authorities fits in. */
  pem: 524_288,
};

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly help?: string;
}

export interface Field {
  readonly name: FieldName;
  /** In the words of the vendor's product. */
  readonly label: string;
  readonly kind: FieldKind;
  /** Where in the vendor's product the value is found, as one or two sentences. */
  readonly help: string;
  /** An example of the real thing. */
  readonly placeholder?: string;
  readonly required: boolean;
  /** What an empty field means. Flags default to `false`, all else to the empty text. */
  readonly default?: string;
  /** The values that a `choice` may take. */
  readonly choices?: readonly Choice[];
  /** The field counts only while another has one of these values. */
  readonly onlyWhen?: { readonly field: FieldName; readonly values: readonly string[] };
  /** May be folded away until somebody asks for it. */
  readonly advanced?: boolean;
  /** For `baseUrl`: whether a path may follow the host. */
  readonly pathAllowed?: boolean;
}

/** Whether what is typed into the field must not be shown, logged or exported. */
export function isSecretField(field: Field): boolean {
  return field.kind === 'secret' || field.kind === 'token';
}

/** Whether the field counts, given the values of the others. */
export function isFieldShown(
  field: Pick<Field, 'onlyWhen'>,
  valueOf: (name: FieldName) => string,
): boolean {
  return (
    field.onlyWhen === undefined || field.onlyWhen.values.includes(valueOf(field.onlyWhen.field))
  );
}

/** The fields that every vendor has, after its own. */
export const COMMON_FIELDS: readonly Field[] = [
  {
    name: 'allowedOrigins',
    label: 'Allowed Origins',
    kind: 'origins',
    help: 'Further origins that may get the access token, separated by commas. Without any, it goes only to the origin of the base URL.',
    placeholder: 'https://files.example.com, https://api.example.com:8443',
    required: false,
    advanced: true,
  },
  {
    name: 'caCertificate',
    label: 'CA Certificate',
    kind: 'pem',
    help: 'The certificate authority that signed the server’s certificate, in PEM. A self-signed certificate is its own authority: paste the certificate itself.',
    placeholder: '-----BEGIN CERTIFICATE-----',
    required: false,
    advanced: true,
  },
  {
    name: 'allowUnauthorizedCerts',
    label: 'Ignore SSL Issues (Insecure)',
    kind: 'flag',
    help: 'Accept any certificate. Whoever answers at the address then gets the secret and the token. Prefer CA Certificate.',
    required: false,
    advanced: true,
  },
];
