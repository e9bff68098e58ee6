import * as fold from '../../../core/redact/fold';
import * as redaction from '../../../core/redact/redact';
import { SecretSearch } from '../../../core/redact/secret-search';
import * as unescape from '../../../core/redact/unescape';
import * as unpack from '../../../core/redact/unpack';
import { viewOf } from '../../../core/redact/view';
import { SECRET } from '../../core/support/credentials';
import { heard, perform, type Readers } from './support';

/** What looks for secrets in a vendor's words. */
export const REDACTION_READERS: Readers = {
  'core/redact/fold.ts folded': (text) => fold.folded(viewOf(heard(text))),
  'core/redact/fold.ts joined': (text) => fold.joined(viewOf(heard(text))),
  'core/redact/redact.ts quoted': (text) => redaction.quoted(text),
  'core/redact/redact.ts quotesSecret': (text) =>
    perform(
      () => redaction.quotesSecret(text, [SECRET]),
      () => redaction.quotesSecret(text.slice(0, 2_048), [SECRET]),
    ),
  'core/redact/redact.ts redact': (text) =>
    perform(
      () => redaction.redact(text, [SECRET, 'x'.repeat(40)]),
      () => redaction.redact('It was quoted: secret', [text]),
    ),
  'core/redact/redact.ts redactor': (text) => redaction.redactor([SECRET])(text),
  'core/redact/redact.ts redactSentence': (text) =>
    redaction.redactSentence({ key: '', english: '__a__', values: { a: text } }, [SECRET]),
  'core/redact/secret-search.ts SecretSearch': (text) =>
    new SecretSearch([SECRET, text]).in(text.slice(0, 2_048)),
  'core/redact/unescape.ts ESCAPES': (text) =>
    unescape.ESCAPES.map((escapeAt) => Array.from(heard(text), (_unit, at) => escapeAt(text, at))),
  'core/redact/unescape.ts unescaped': (text) =>
    perform(
      ...unescape.ESCAPES.map((escape) => () => unescape.unescaped(viewOf(heard(text)), escape)),
    ),
  'core/redact/unpack.ts unpacked': (text) => unpack.unpacked(viewOf(heard(text))),
  'core/redact/unpack.ts plausible': (text) => unpack.plausible(viewOf(heard(text))),
  'core/redact/view.ts viewOf': (text) => viewOf(heard(text)),
};
