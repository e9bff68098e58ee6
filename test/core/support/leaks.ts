import { inspect } from 'util';
import { basicCredentials } from '../../../core/endpoint/client-authentication';

/** Everything a log, a debugger or a curious person can get out of a value, as one text. */
export function allThatCanBeSeen(value: unknown): string {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const visit = (current: unknown): void => {
    if (typeof current === 'string') texts.push(current);
    if (typeof current === 'symbol') texts.push(String(current));
    const isContainer =
      (typeof current === 'object' && current !== null) || typeof current === 'function';
    if (!isContainer || seen.has(current)) return;
    seen.add(current);
    for (const key of Reflect.ownKeys(current)) {
      texts.push(String(key));
      visit(Reflect.get(current, key));
    }
    const prototype: unknown = Object.getPrototypeOf(current);
    for (const name of prototype === null ? [] : gettersOf(prototype as object)) {
      visit(Reflect.get(current, name));
    }
  };
  visit(value);
  texts.push(inspect(value, { showHidden: true, depth: 20, getters: true }));
  texts.push(JSON.stringify(value) ?? '', String(value));
  return texts.join('\n');
}

function gettersOf(prototype: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { get }]) => get !== undefined && name !== '__proto__')
    .map(([name]) => name);
}

/** A secret in every form in which it travels. */
export function formsOf(secret: string, clientId?: string): string[] {
  const forms = [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
  if (clientId !== undefined) forms.push(basicCredentials({ clientId, clientSecret: secret }));
  return forms;
}
