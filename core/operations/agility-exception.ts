import { isRecord, parseJson } from '../base/json';
import { between } from '../base/text';

/** More than any message needs. */
const LONGEST_ERROR_CHARACTERS = 10_000;

/** The message of Agility's Exception, in XML or JSON, or else the one that stands around it. */
export function exceptionMessage(text: string): string | undefined {
  const json = parseJson(text);
  if (!isRecord(json)) return exceptionMessageInXml(text.slice(0, LONGEST_ERROR_CHARACTERS));
  const error = isRecord(json['Error']) ? json['Error'] : json;
  const exceptions = Array.isArray(error['Exceptions']) ? (error['Exceptions'] as unknown[]) : [];
  const messages = [exceptions[0], error['Exception'], error].map((thrown) =>
    isRecord(thrown) ? (thrown['Message'] ?? thrown['message']) : undefined,
  );
  return messages.find((message) => typeof message === 'string');
}

function exceptionMessageInXml(text: string): string | undefined {
  const [exception] = contentStarts(text, 'exception');
  const inException = exception === undefined ? undefined : messageElement(text, exception);
  return inException ?? messageElement(text, 0);
}

/** The text of the first `Message` that has any, from there on. */
function messageElement(xml: string, start: number): string | undefined {
  for (const at of contentStarts(xml, 'message', start)) {
    const end = xml.indexOf('<', at);
    if (end < 0) return undefined;
    const message = xml.slice(at, end);
    if (message.trim() !== '') return message;
  }
  return undefined;
}

/** Where the content of each element of that name begins. Empty elements (`<Message/>`) have none. */
function* contentStarts(xml: string, name: string, start = 0): Generator<number, undefined> {
  const names = xml.toLowerCase();
  let at = names.indexOf(`<${name}`, start);
  while (at >= 0) {
    const tag = between(xml, '<', '>', at);
    if (tag === undefined) return undefined;
    const isNamedSo = !/^\w/.test(tag.inside.slice(name.length));
    if (isNamedSo && !tag.inside.endsWith('/')) yield tag.end;
    at = names.indexOf(`<${name}`, tag.end);
  }
  return undefined;
}
