import { VendorAuthError, type VendorAuthErrorCode } from '../base/errors';
import { sentences, type Sentence, type SentenceValue } from '../base/sentence';
import type { TlsOptions } from '../base/ports';
import type { Settings } from '../credential/settings';
import type { CertificateReason, TransportFault, UnreachableReason } from '../http/transport-fault';
import type { Words } from '../vendor/vendor';
import { nameAtStart } from '../vendor/vendor-name';
import { labelByName } from '../vendor/vendor-words';

const SAY = sentences('transport', {
  unknownAuthority:
    'The certificate of __origin__ was not issued by an authority that this computer trusts.',
  mayIgnore: '__advice__ Ignore SSL Issues would switch the check off.',
  pasteItself: 'It is self-signed: paste the certificate itself into CA Certificate.',
  replaceByItself:
    'It is self-signed, and CA Certificate holds another one: replace it by the server’s own.',
  pasteAuthority:
    'Paste the authority’s certificate, and any in between, into CA Certificate; the server’s own will not do.',
  replaceByAuthority:
    'CA Certificate must hold the authority’s certificate, and any in between: replace what it holds. The server’s own will not do.',
  notTrusted: 'The certificate of __origin__ cannot be trusted: __reason__.',
  caNoHelp:
    'CA Certificate would not help here. Have the server’s certificate renewed, use the name it was issued for, or, on a network you trust, switch on Ignore SSL Issues.',
  timeout: '__vendor__ did not answer in time at __origin__.',
  firewall: 'Check __field__, and whether a firewall or proxy stands in between.',
  unreachable: '__vendor__ cannot be reached at __origin__.',
  unreachableBecause: '__vendor__ cannot be reached at __origin__: __reason__.',
  proxyNeeded: 'Check __field__ and the network, and whether a proxy is needed.',
  proxyLogin: 'Enter the proxy’s user name and password where its address is entered.',
  proxyRefuses:
    'Ask the administrator of the proxy to allow __origin__, or leave the proxy out for it.',
  enterHttps: 'Enter __address__ at the beginning of __field__.',
  perhapsHttps:
    'If the server takes https only, as is usual at this port, enter __address__ at the beginning of __field__. Otherwise check the network, and whether a proxy is needed.',
  enterHttp:
    'If the server has no https, enter __address__ at the beginning of __field__. Otherwise check its port.',
  tooLarge: 'The answer is longer than 1 MiB, so it was not read to its end.',
  notApi: 'Check that the address is that of the API, not of a page or a download.',
});

/** What to do about an answer that is longer than any that an API gives. */
export const notApi = SAY.notApi;

const CERTIFICATE_SAYS = sentences('transport.certificate', {
  otherName: 'it was issued for another name',
  expired: 'it has expired',
  notYetValid: 'it is not valid yet',
  revoked: 'it was revoked',
  weak: 'it is too weak or not made for this use',
  otherUse: 'its authority is not meant for this use',
  noAuthority: 'it is signed by a certificate that may not sign others',
  chainLimit: 'its chain of authorities is longer than one of them allows',
  longChain: 'its chain of authorities is too long',
} satisfies Record<CertificateReason, string>);

const UNREACHABLE_SAYS = sentences('transport.reason', {
  nothingListens: 'nothing listens there',
  unknownHost: 'the host name is not known',
  noLookup: 'the host name could not be looked up',
  closed: 'the connection was closed',
  noHost: 'the host cannot be reached',
  noNetwork: 'the network cannot be reached',
  notAllowed: 'this machine or a firewall does not allow the connection',
  noPort: 'this machine has no address or port left for the connection',
  tooManyOpen: 'this machine has too many files and connections open',
  noTlsAsExpected: 'the server does not speak TLS as expected',
  noTls: 'the server does not speak TLS; its address may begin with http://',
  oldTls: 'the server’s TLS is too old to be safe',
  notHttp: 'its answer breaks the rules of HTTP',
  proxyLogin: 'the proxy asks for a user name and a password',
  proxyRefuses: 'the proxy does not let the request through',
  wantsTls: 'the server speaks TLS only, so its address begins with https://',
} satisfies Record<UnreachableReason, string>);

type Fault = Exclude<TransportFault, { kind: 'told' }>;

export const FAULT_CODE: Readonly<Record<Fault['kind'], VendorAuthErrorCode>> = {
  'unknown-authority': 'certificate',
  'wrong-certificate': 'certificate',
  timeout: 'timeout',
  'too-large': 'answer-too-large',
  unreachable: 'unreachable',
};

/**
 * What kept the answer to a request from arriving, in words.
 *
 * @param addressField - the label of the field that the address comes from, where the settings do not
 *   tell
 */
export function transportError(
  settings: Settings,
  fault: TransportFault,
  url: string,
  addressField?: Sentence,
): VendorAuthError {
  if (fault.kind === 'told') return fault.error;
  return new VendorAuthError({
    code: FAULT_CODE[fault.kind],
    vendor: settings.vendor.id,
    ...(fault.kind === 'too-large' ? { status: fault.status } : {}),
    ...transportWords(settings, fault, url, addressField),
  });
}

export function transportWords(
  settings: Settings,
  fault: Fault,
  url: string,
  addressField: Sentence = addressFieldOf(settings, url),
): Words {
  const { origin } = new URL(url);
  const vendor = nameAtStart(settings.vendor);
  switch (fault.kind) {
    case 'unknown-authority':
      return {
        message: SAY.unknownAuthority({ origin }),
        hint: SAY.mayIgnore({ advice: authorityHint(fault.isSelfSigned, settings.tls) }),
      };
    case 'wrong-certificate': {
      const reason = CERTIFICATE_SAYS[fault.reason]();
      return { message: SAY.notTrusted({ origin, reason }), hint: SAY.caNoHelp() };
    }
    case 'timeout':
      return {
        message: SAY.timeout({ vendor, origin }),
        hint: SAY.firewall({ field: addressField }),
      };
    case 'too-large':
      return { message: SAY.tooLarge(), hint: SAY.notApi() };
    case 'unreachable':
      return {
        message: unreachable(vendor, origin, fault),
        hint: unreachableHint(url, fault, addressField),
      };
  }
}

type Unreachable = Extract<Fault, { kind: 'unreachable' }>;

/** Of http and https, one may have been taken for the other. */
function unreachableHint(url: string, fault: Unreachable, field: Sentence): Sentence {
  const { protocol, host } = new URL(url);
  const https = { address: `https://${host}`, field };
  if (fault.reason === 'proxyLogin') return SAY.proxyLogin();
  if (fault.reason === 'proxyRefuses') return SAY.proxyRefuses({ origin: `${protocol}//${host}` });
  if (fault.reason === 'wantsTls') return SAY.enterHttps(https);
  if (protocol === 'http:' && maySpeakTls(fault)) return SAY.perhapsHttps(https);
  if (protocol === 'https:' && fault.reason === 'noTls') {
    return SAY.enterHttp({ address: `http://${host}`, field });
  }
  return SAY.proxyNeeded({ field });
}

/** A server that waits for TLS hangs up on a plain request, or answers what is no HTTP. */
function maySpeakTls({ reason, code }: Unreachable): boolean {
  return reason === 'closed' || code?.startsWith('HPE_') === true;
}

function unreachable(
  vendor: SentenceValue,
  origin: string,
  { reason, code }: Unreachable,
): Sentence {
  const why = reason === undefined ? code : UNREACHABLE_SAYS[reason]();
  return why === undefined
    ? SAY.unreachable({ vendor, origin })
    : SAY.unreachableBecause({ vendor, origin, reason: why });
}

/** Which field decides where the request goes: only a token URL leads away from the base URL. */
function addressFieldOf({ baseUrl, vendor }: Settings, url: string): Sentence {
  const isBase = new URL(url).origin === new URL(baseUrl).origin;
  return labelByName(vendor, isBase ? 'baseUrl' : 'tokenUrl');
}

/** A certificate that somebody else signed is no authority, not even where it is pasted in itself. */
function authorityHint(isSelfSigned: boolean, { caCertificate }: TlsOptions): Sentence {
  if (isSelfSigned) {
    return caCertificate === undefined ? SAY.pasteItself() : SAY.replaceByItself();
  }
  return caCertificate === undefined ? SAY.pasteAuthority() : SAY.replaceByAuthority();
}
