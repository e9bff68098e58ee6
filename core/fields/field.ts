import { sentences } from '../base/sentence';

/** The fields of a credential, described once for both hosts' forms and for the core's own checks. */

/** A field's name in the contract, such as `baseUrl`. */
export type FieldName = string;

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
  /** `name=value`, one a line, or a JSON object. */
  | 'parameters'
  /** The same, of secrets. */
  | 'secretParameters'
  /** `Name: value`, one a line; the values are secrets. */
  | 'secretHeaders'
  /** The name of an HTTP header. */
  | 'headerName'
  /** HTTP statuses, separated by commas. */
  | 'statuses'
  /** A number of seconds greater than zero. */
  | 'seconds'
  /** A path below the base URL. */
  | 'path'
  /** Certificates in PEM. */
  | 'pem'
  /** A private key in PEM, which is a secret. */
  | 'privateKey'
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
  secretParameters: 65_536,
  secretHeaders: 65_536,
  headerName: 256,
  statuses: 256,
  seconds: 32,
  privateKey: 65_536,
  /** A company's whole collection of authorities fits in. */
  pem: 524_288,
};

/** What a vendor may want otherwise than the textbook; see `GROUP_QUESTIONS`. */
export type FieldGroup =
  'asking' | 'finding' | 'lifetime' | 'placing' | 'rejecting' | 'certificate';

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
  /** Not required after all where one of these fields holds something. */
  readonly optionalWith?: readonly FieldName[];
  /** What an empty field means. Flags default to `false`, all else to the empty text. */
  readonly default?: string;
  /** Empty text is a value of its own: the default holds only where the host has nothing at all. */
  readonly emptyCounts?: boolean;
  /** The values that a `choice` may take. */
  readonly choices?: readonly Choice[];
  /** The field counts only while another has one of these values. */
  readonly onlyWhen?: { readonly field: FieldName; readonly values: readonly string[] };
  /** Stored encrypted although it is no secret: what belongs to one, such as a client id. */
  readonly encrypted?: boolean;
  /** May be folded away until somebody asks for it. */
  readonly advanced?: boolean;
  /** The question that the field answers, where it is one of a vendor's that does things its own way. */
  readonly group?: FieldGroup;
  /** For `baseUrl`: whether a path may follow the host. */
  readonly pathAllowed?: boolean;
  /** For `baseUrl`: parts with which a copied address may go on, and which are left out at its end. */
  readonly endsBefore?: readonly string[];
}

const SECRET_KINDS: ReadonlySet<FieldKind> = new Set([
  'secret',
  'token',
  'secretParameters',
  'secretHeaders',
  'privateKey',
]);

/** Whether what is typed into the field must not be shown, logged or exported. */
export function isSecretField(field: Field): boolean {
  return SECRET_KINDS.has(field.kind);
}

const MULTI_LINE_KINDS: ReadonlySet<FieldKind> = new Set([
  'parameters',
  'secretParameters',
  'secretHeaders',
  'pem',
  'privateKey',
]);

/** Whether the field takes several lines. */
export function isMultiLineField(field: Pick<Field, 'kind'>): boolean {
  return MULTI_LINE_KINDS.has(field.kind);
}

/** Whether hosts store what is typed into the field encrypted. */
export function isStoredEncrypted(field: Field): boolean {
  return isSecretField(field) || field.encrypted === true;
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

/** Whether the field must be filled in, given the values of the others. */
export function isFieldRequired(
  { required, optionalWith = [] }: Pick<Field, 'required' | 'optionalWith'>,
  valueOf: (name: FieldName) => string,
): boolean {
  return required && !optionalWith.some((name) => valueOf(name) !== '');
}

/** The question above the fields of each group, in the order of the form. */
export const GROUP_QUESTIONS = sentences('groups', {
  asking: 'How does the vendor want to be asked?',
  finding: 'Where is the token in the answer?',
  lifetime: 'How long does it live?',
  placing: 'Where does the API want it?',
  rejecting: 'How does the API say that it is no longer good?',
  certificate: 'Does the server ask for a certificate of yours?',
} satisfies Record<FieldGroup, string>);

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
    name: 'clientCertificate',
    label: 'Client Certificate',
    kind: 'pem',
    help: 'The certificate, in PEM, by which the vendor’s servers know this client. It goes with Client Key.',
    placeholder: '-----BEGIN CERTIFICATE-----',
    required: false,
    advanced: true,
    group: 'certificate',
  },
  {
    name: 'clientKey',
    label: 'Client Key',
    kind: 'privateKey',
    help: 'The private key of Client Certificate, in PEM, without a passphrase.',
    required: false,
    advanced: true,
    group: 'certificate',
  },
  {
    name: 'allowUnauthorizedCerts',
    label: 'Ignore SSL Issues (Insecure)',
    kind: 'flag',
    help: 'Accept any certificate. Any server that answers at the address then gets the secret and the token. Prefer CA Certificate.',
    required: false,
    advanced: true,
  },
];
