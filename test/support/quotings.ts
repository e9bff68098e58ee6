import { randomInt } from 'node:crypto';

/** A way in which servers, pages and logs repeat a text. */
export interface Quoting {
  readonly name: string;
  quote(text: string): string;
}

const SPECIAL = /[^A-Za-z0-9]/g;
const code = (character: string): number => character.charCodeAt(0);
const hexOf = (character: string, digits: number): string =>
  code(character).toString(16).padStart(digits, '0');

const NAMED: Readonly<Record<string, string>> = {
  '/': '&sol;',
  '&': '&amp;',
  '"': '&quot;',
  '<': '&lt;',
  "'": '&apos;',
  '+': '&plus;',
  '=': '&equals;',
  ':': '&colon;',
  '.': '&period;',
  '-': '&#45;',
};

const percentOf = (text: string): string =>
  text.replace(SPECIAL, (character) => `%${hexOf(character, 2).toUpperCase()}`);
const base64Of = (text: string): string => Buffer.from(text).toString('base64');

/** Cuts a text into pieces of seven characters, too short to be found one by one. */
function broken(text: string, by: string): string {
  return text.replace(/.{7}(?=.)/g, (piece) => piece + by);
}

/**
 * Every quoting in which a secret was seen to come back, or in which a server may be expected to bring
 * it back. The name is a column of the table of the leak hunt.
 */
export const QUOTINGS: readonly Quoting[] = [
  { name: 'plain', quote: (text) => text },
  {
    name: '\\/',
    quote: (text) => text.replace(/["\\/]/g, (character) => `\\${character}`),
  },
  {
    name: '\\uXXXX of specials',
    quote: (text) => text.replace(SPECIAL, (character) => `\\u${hexOf(character, 4)}`),
  },
  {
    name: '\\uXXXX of all',
    quote: (text) => text.replace(/./g, (character) => `\\u${hexOf(character, 4).toUpperCase()}`),
  },
  {
    name: '\\xXX',
    quote: (text) => text.replace(SPECIAL, (character) => `\\x${hexOf(character, 2)}`),
  },
  {
    name: '&#47; of specials',
    quote: (text) => text.replace(SPECIAL, (character) => `&#${code(character)};`),
  },
  {
    name: '&#47; of all',
    quote: (text) => text.replace(/./g, (character) => `&#${code(character)};`),
  },
  {
    name: '&#x2F; padded',
    quote: (text) => text.replace(SPECIAL, (character) => `&#x${hexOf(character, 5)};`),
  },
  {
    name: '&sol; by name',
    quote: (text) => text.replace(SPECIAL, (character) => NAMED[character] ?? character),
  },
  { name: 'base64', quote: base64Of },
  {
    name: 'base64url',
    quote: (text) => Buffer.from(text).toString('base64url'),
  },
  { name: 'base64 of id:secret', quote: (text) => base64Of(`client:${text}`) },
  { name: 'base64, 1 before', quote: (text) => base64Of(`x${text}yz`) },
  { name: 'base64, 2 before', quote: (text) => base64Of(`xy${text}`) },
  {
    name: 'base64 in lines',
    quote: (text) => base64Of(`id:${text}`).replace(/.{9}/g, '$&\r\n  '),
  },
  { name: 'hex', quote: (text) => Buffer.from(text).toString('hex') },
  {
    name: 'HEX:WITH:COLONS',
    quote: (text) =>
      Buffer.from(text)
        .toString('hex')
        .toUpperCase()
        .replace(/..(?=.)/g, '$&:'),
  },
  { name: 'percent', quote: percentOf },
  { name: 'percent, lower case', quote: (text) => percentOf(text).replace(/%../g, lower) },
  {
    name: 'percent of all',
    quote: (text) => text.replace(/./g, (character) => `%${hexOf(character, 2)}`),
  },
  { name: 'percent, twice', quote: (text) => percentOf(percentOf(text)) },
  {
    name: 'percent, in part',
    quote: (text) => percentOf(text.slice(0, 9)) + text.slice(9),
  },
  { name: 'lower case', quote: lower },
  { name: 'UPPER CASE', quote: (text) => text.toUpperCase() },
  { name: 'line breaks inside', quote: (text) => broken(text, '\r\n\t') },
  { name: 'soft hyphens inside', quote: (text) => broken(text, '\u00ad') },
  { name: 'a long prefix', quote: (text) => `${text.slice(0, 18)}…` },
];

function lower(text: string): string {
  return text.toLowerCase();
}

const ALPHANUMERIC = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/**
 * A new secret of 31 characters. Every fourth is one of `specials`, so that no piece of it is long enough
 * to be found where specials are quoted and the rest is not.
 */
export function plantedText(specials = '/&"<\'+=:'): string {
  const any = (characters: string) => characters[randomInt(characters.length)] ?? '';
  return Array.from({ length: 31 }, (_, at) => any(at % 4 === 3 ? specials : ALPHANUMERIC)).join(
    '',
  );
}
