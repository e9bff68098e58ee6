/** Fields that hold certificates and keys in PEM. */
import { X509Certificate } from 'crypto';
import { sentences } from '../base/sentence';
import { between } from '../base/text';
import { right, wrong, type CleanedField, type FieldToClean } from './cleaned-field';

const SAY = sentences('field', {
  privateKey:
    '__label__ holds a private key. Paste only the part between BEGIN CERTIFICATE and END CERTIFICATE.',
  noPem:
    '__label__ must be a certificate in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
  unreadablePem: '__label__ holds a certificate that cannot be read. Copy it again, whole.',
  noKey:
    '__label__ must be a private key in PEM, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.',
  encryptedKey:
    '__label__ is protected by a passphrase. Enter it without one: “openssl pkey -in key.pem” takes it off.',
});

const BEGIN_CERTIFICATE = '-----BEGIN CERTIFICATE-----';
const END_CERTIFICATE = '-----END CERTIFICATE-----';
const BASE64_LINES = /^[A-Za-z0-9+/=\s]+$/;

/** A text field of one line turns the line breaks of what is pasted into spaces or "\n". */
function withLineBreaks(value: string): string {
  return value.replace(/\\n/g, '\n').replace(/\r/g, '');
}

export function cleanPem(of: FieldToClean, value: string): CleanedField {
  const text = withLineBreaks(value);
  if (text.includes('PRIVATE KEY')) {
    return wrong(SAY.privateKey({ label: of.label }));
  }
  const blocks = certificateBlocks(text);
  if (blocks.length === 0) {
    return wrong(SAY.noPem({ label: of.label }));
  }
  const certificates = blocks.map(certificatePem);
  if (!certificates.every(isReadable)) {
    return wrong(SAY.unreadablePem({ label: of.label }));
  }
  return right(`${certificates.join('\n')}\n`);
}

/** A damaged certificate would otherwise be found out by TLS, in words that name no field. */
function isReadable(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).fingerprint256 !== '';
  } catch {
    return false;
  }
}

/** The Base64 of each certificate; what stands around them is left out. */
function certificateBlocks(text: string): string[] {
  const blocks: string[] = [];
  let found = between(text, BEGIN_CERTIFICATE, END_CERTIFICATE);
  while (found !== undefined) {
    // A certificate that was cut off has another one behind it before its end comes.
    const start = found.inside.lastIndexOf(BEGIN_CERTIFICATE);
    const block = start < 0 ? found.inside : found.inside.slice(start + BEGIN_CERTIFICATE.length);
    if (BASE64_LINES.test(block)) blocks.push(block);
    found = between(text, BEGIN_CERTIFICATE, END_CERTIFICATE, found.end);
  }
  return blocks;
}

/** A certificate in PEM, without a final line break, from its Base64 however that is broken into lines. */
export function certificatePem(base64: string): string {
  return rewrapped(base64, BEGIN_CERTIFICATE, END_CERTIFICATE);
}

function rewrapped(block: string, begin: string, end: string): string {
  const base64 = block.replace(/\s+/g, '');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [begin, ...lines, end].join('\n');
}

/** PKCS#8, PKCS#1 and SEC 1. */
const KEY_KINDS = ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'];

/** One line of PEM, or several; whether it fits the rest of the fields is found out later. */
export function cleanPrivateKey({ label }: FieldToClean, value: string): CleanedField {
  const text = withLineBreaks(value);
  // PKCS#8 says it in the first line, the older forms in a header of their own.
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type:.{0,9}ENCRYPTED/.test(text)) {
    return wrong(SAY.encryptedKey({ label }));
  }
  for (const kind of KEY_KINDS) {
    const begin = `-----BEGIN ${kind}-----`;
    const end = `-----END ${kind}-----`;
    const block = between(text, begin, end)?.inside;
    if (block !== undefined && BASE64_LINES.test(block)) {
      return right(`${rewrapped(block, begin, end)}\n`);
    }
  }
  return wrong(SAY.noKey({ label }));
}

/** The Base64 of a key, which is its secret; the lines around it are the same for everybody. */
export function keyBody(privateKey: string): string {
  return privateKey.replace(/-----[^\n-]{0,40}-----/g, '').replace(/\s/g, '');
}
