import { answerJson, chunkOf, dribble, endlessly, head } from '../server/answers';
import type { Exchange } from '../server/endpoint';
import type { FaultVendor } from '../server/vendor';
import { beyondHosts, body, changed, MIB, noToken, sound } from './answering';
import type { Fault, FaultKind } from './fault';
import { isTokenRequest } from './sound';

const PAGE = '<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>';

const texts: readonly Fault[] = [
  { ...noToken, name: 'answers a web page', behave: body(PAGE, { 'content-type': 'text/html' }) },
  { ...noToken, name: 'answers a web page and calls it JSON', behave: body(PAGE) },
  { ...noToken, name: 'answers nothing', behave: body('') },
  { ...noToken, name: 'answers null', behave: body('null') },
  { ...noToken, name: 'answers a list', behave: body('[1,2,3]') },
  { ...noToken, name: 'answers half of a JSON text', behave: body('{"access_token":"') },
  { ...noToken, name: 'answers zero bytes', behave: body(Buffer.alloc(1000)) },
  {
    ...noToken,
    name: 'answers UTF-16 LE',
    mayIssue: true,
    behave: changed((text) => Buffer.from(`\ufeff${text}`, 'utf16le'), {
      'content-type': 'application/json; charset=utf-16',
    }),
  },
  {
    ...noToken,
    name: 'answers UTF-16 BE',
    mayIssue: true,
    behave: changed((text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), {
      'content-type': 'application/json; charset=utf-16',
    }),
  },
  { ...sound, name: 'answers with a byte order mark', behave: changed((text) => `\ufeff${text}`) },
  {
    ...noToken,
    name: 'answers bytes that are no UTF-8',
    behave: body(Buffer.from('7b22ff22fe', 'hex')),
  },
  { ...noToken, name: 'answers 200 with an error', behave: body('{"error":"server_error"}') },
];

const sizes: readonly Fault[] = [
  {
    ...noToken,
    name: 'answers 10 MB',
    // It keeps each of them in its database.
    hostsOwnAffair: ['n8n'],
    behave: changed((text) => `${text.slice(0, -1)},"pad":"${'p'.repeat(10 * MIB)}"}`),
  },
  {
    name: 'answers without end',
    isEndless: true,
    ...beyondHosts,
    behave: (exchange) => {
      exchange.socket.write(head(200, { 'transfer-encoding': 'chunked' }));
      void dribble(exchange, endlessly(chunkOf('e')), 5);
    },
  },
  {
    name: 'answers 500 without end',
    isEndless: true,
    ...beyondHosts,
    behave: (exchange) => {
      exchange.socket.write(head(500, { 'transfer-encoding': 'chunked' }));
      void dribble(exchange, endlessly(chunkOf('e')), 5);
    },
  },
  { ...sound, name: 'issues a token of 8 kB', sides: ['token'], behave: longToken(8_000) },
  { ...noToken, name: 'issues a token of 2 MB', sides: ['token'], behave: longToken(2 * MIB) },
];

function longToken(length: number) {
  return (exchange: Exchange, vendor: FaultVendor) => {
    const long = vendor.newToken(3600, (value) => value.padEnd(length, 't'));
    answerJson(exchange, 200, { access_token: long, token_type: 'Bearer', expires_in: 3600 });
  };
}

/** Quotes the request that carries the secret, in its refusal. */
function quoting(quote: (text: string) => string) {
  return (exchange: Exchange) => {
    const { body: text, headers } = exchange.request;
    const told = quote(isTokenRequest(exchange.request) ? text : (headers['authorization'] ?? ''));
    answerJson(exchange, 400, { error: 'invalid_request', error_description: told });
  };
}

const quotes: readonly Fault[] = [
  { sides: ['token'], name: 'quotes the request in its refusal', behave: quoting((text) => text) },
  { sides: ['token'], name: 'quotes the request in base64', behave: quoting((text) => btoa(text)) },
  {
    sides: ['token'],
    name: 'quotes the request in hexadecimal digits',
    behave: quoting((text) => Buffer.from(text).toString('hex')),
  },
  {
    sides: ['token'],
    name: 'quotes the request in capitals',
    behave: quoting((text) => text.toUpperCase()),
  },
];

export const bodies: FaultKind = { title: 'Bodies', faults: [...texts, ...sizes, ...quotes] };
