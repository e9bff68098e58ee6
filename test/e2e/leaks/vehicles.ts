import type { VendorId } from '../../../sandbox';

/** An answer as it goes over the wire: by the book, or byte by byte where the book forbids it. */
export type WireAnswer =
  | {
      readonly status: number;
      readonly reason?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | object;
    }
  | { readonly raw: string };

/** Where in its answers a vendor brings a secret or token back. */
export interface Vehicle {
  readonly name: string;
  /** Which of the two comes back: what was sent to log in, or the access token. */
  readonly echoes: 'secret' | 'token';
  readonly vendor: VendorId;
  /** Special characters of the secret, where not every one can stand in this place. */
  readonly specials?: string;
  /** The client logs in by a Basic header, and that is what comes back. */
  readonly usesBasicHeader?: boolean;
  /** The first token is good, and only the request for the next one is answered so. */
  readonly atRefresh?: boolean;
  /** The answer brings nothing back: whatever is found, the host or the product has told. */
  readonly saysNothing?: boolean;
  /** What the server's certificate is called after, in place of any answer. */
  readonly certificate?: 'self-signed' | 'for another name';
  /** What the answer holds, for the token request or for the API call, by what it echoes. */
  answer(quoted: string): WireAnswer;
}

const prose = (quoted: string): string => `No client with ${quoted} here.`;

/** Header lines take neither line breaks nor what is no Latin-1. */
const inHeader = (text: string): string => text.replace(/[^\x20-\x7e\xa0-\xff]+/g, ' ');

const page = (quoted: string): string =>
  `<!DOCTYPE html><html><head><title>${quoted}</title></head><body>${prose(quoted)}</body></html>`;

const inManyHeaders = (quoted: string): Record<string, string> => ({
  'www-authenticate': `Bearer realm="${inHeader(quoted)}", error="invalid_request"`,
  'retry-after': inHeader(quoted),
  'set-cookie': `said=${inHeader(quoted)}`,
  authorization: `Bearer ${inHeader(quoted)}`,
  'x-said': inHeader(quoted),
});

/** No HTTP: clients quote such answers in their errors, or keep them there. */
const noHttp = (quoted: string): WireAnswer => ({
  raw: `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nno colon ${quoted}\u0000\r\n\r\n${quoted}`,
});

const cutOff = (quoted: string): WireAnswer => ({
  raw: `HTTP/1.1 400 Bad Request\r\nx-said: ${inHeader(quoted)}\r\ncontent-length: 99999\r\n\r\n{"error":"${quoted}`,
});

const unauthorized = (quoted: string, body: object | string): WireAnswer => ({
  status: 401,
  headers: inManyHeaders(quoted),
  body,
});

/** Vehicles for the client secret: answers to the token request. */
const OF_TOKEN_ENDPOINT: readonly Vehicle[] = [
  ...(['client-credentials', 'dvinci', 'ddi-central', 'eggplant-dai'] as const).map((vendor) =>
    forSecret(`error_description (${vendor})`, (quoted) => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: prose(quoted) },
    })).of(vendor),
  ),
  forSecret('error', (quoted) => ({ status: 400, body: { error: prose(quoted) } })),
  forSecret('error_uri', (quoted) => ({
    status: 400,
    body: { error: 'invalid_request', error_uri: `https://vendor.example/help?said=${quoted}` },
  })),
  forSecret('message and description', (quoted) => ({
    status: 401,
    body: { message: prose(quoted), description: prose(quoted) },
  })).of('eggplant-dai'),
  forSecret('list of field errors', (quoted) => ({
    status: 422,
    body: { detail: [{ loc: ['body', quoted], msg: prose(quoted), input: quoted }] },
  })),
  forSecret('problem object', (quoted) => ({
    status: 403,
    headers: { 'content-type': 'application/problem+json' },
    body: { title: prose(quoted), instance: quoted },
  })),
  forSecret('nested error', (quoted) => ({
    status: 400,
    body: { error: { code: quoted, message: prose(quoted) } },
  })),
  forSecret('form-encoded answer', (quoted) => ({
    status: 400,
    body: new URLSearchParams({ error: 'no', error_description: prose(quoted) }).toString(),
  })),
  forSecret('web page', (quoted) => ({ status: 500, body: page(quoted) })),
  forSecret('text in place of a token', (quoted) => ({ status: 200, body: prose(quoted) })),
  forSecret('token_type', (quoted) => ({
    status: 200,
    body: { access_token: 'unused-token-of-the-leak-hunt', token_type: quoted },
  })),
  forSecret('headers', (quoted) => unauthorized(quoted, { error: 'invalid_client' })),
  forSecret('reason phrase', (quoted) => ({ status: 418, reason: inHeader(quoted) })),
  forSecret('redirect, host', (quoted) => ({
    status: 302,
    headers: { location: `http://${inHeader(quoted)}.localhost/token` },
  })).with({ specials: '-' }),
  forSecret('redirect, elsewhere in it', (quoted) => ({
    status: 307,
    headers: {
      location: `http://id:${inHeader(quoted)}@127.0.0.1:9/${inHeader(quoted)}?s=${inHeader(quoted)}`,
    },
  })),
  forSecret('no HTTP', noHttp),
  forSecret('cut off', cutOff),
  forSecret('Basic header', (quoted) => ({
    status: 400,
    body: { error: 'invalid_grant', error_description: prose(`Basic ${quoted}`) },
  })).with({ usesBasicHeader: true }),
  forSecret('certificate, self-signed', () => ({ status: 400 })).with({
    certificate: 'self-signed',
  }),
  forSecret('certificate for another name', () => ({ status: 400 })).with({
    certificate: 'for another name',
  }),
];

/** Only where a token is refreshed behind a valid one, which nobody waits for. */
export const REFRESH_VEHICLE: Vehicle = forSecret('error_description at a refresh', (quoted) => ({
  status: 400,
  body: { error: 'invalid_grant', error_description: prose(quoted) },
})).with({ atRefresh: true });

/** How the vendor of a canary brings that back. */
export const CANARY_VEHICLE: Vehicle = forSecret('canary', (quoted) => ({
  status: 400,
  body: { error: 'invalid_grant', error_description: prose(quoted) },
}));

/** Vehicles for the access token: answers of the API. */
const OF_API: readonly Vehicle[] = [
  forToken('API: refusal', (quoted) => unauthorizedByApi(quoted)),
  forToken('API: failure', (quoted) => ({
    status: 500,
    reason: inHeader(quoted),
    headers: inManyHeaders(quoted),
    body: page(quoted),
  })),
  forToken('API: success', (quoted) => ({
    status: 200,
    headers: inManyHeaders(quoted),
    body: { headers: { authorization: `Bearer ${quoted}` } },
  })),
  forToken('API: redirect, host', (quoted) => ({
    status: 302,
    headers: { location: `http://${inHeader(quoted)}.localhost:9/` },
  })).with({ specials: '-' }),
  forToken('API: redirect, path', (quoted) => ({
    status: 302,
    headers: { location: `/not-there/${inHeader(quoted)}?s=${inHeader(quoted)}` },
  })),
  forToken('API: no HTTP', noHttp),
  forToken('API: cut off', cutOff),
  forToken('API: failure that says nothing', () => ({ status: 500, body: {} })).with({
    saysNothing: true,
  }),
  forToken('API: no answer', () => ({ raw: '' })).with({ saysNothing: true }),
];

/** Agility: the access token is what the person typed. Its own nodes quote what it says. */
const OF_AGILITY: readonly Vehicle[] = [
  forToken('Agility: name of the member', (quoted) => ({
    status: 200,
    body: { Assets: [{ Attributes: { Username: { value: quoted }, Name: { value: quoted } } }] },
  })).of('agility'),
  forToken('Agility: refusal', (quoted) => ({
    status: 400,
    headers: inManyHeaders(quoted),
    body: { Message: prose(quoted), Exceptions: [{ Message: prose(quoted) }] },
  })).of('agility'),
];

export const VEHICLES: readonly Vehicle[] = [...OF_TOKEN_ENDPOINT, ...OF_API, ...OF_AGILITY];

function unauthorizedByApi(quoted: string): WireAnswer {
  return { status: 403, headers: inManyHeaders(quoted), body: { message: prose(quoted) } };
}

interface Changeable extends Vehicle {
  of(vendor: VendorId): Changeable;
  with(more: Partial<Vehicle>): Changeable;
}

function forSecret(name: string, answer: Vehicle['answer']): Changeable {
  return changeable({ name, answer, echoes: 'secret', vendor: 'client-credentials' });
}

function forToken(name: string, answer: Vehicle['answer']): Changeable {
  return changeable({ name, answer, echoes: 'token', vendor: 'client-credentials' });
}

function changeable(vehicle: Vehicle): Changeable {
  return {
    ...vehicle,
    of: (vendor) => changeable({ ...vehicle, vendor }),
    with: (more) => changeable({ ...vehicle, ...more }),
  };
}
