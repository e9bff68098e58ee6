'use strict';

/**
 * An ESLint rule that refuses regular expressions which look at a text again from each of its
 * characters. `no-super-linear-move` of eslint-plugin-regexp refuses some of them, such as `\s+$`, but
 * lets pass those with a word in front, such as `<!--[^]*?-->`: where the end is missing, each further
 * `<!--` makes the engine search for it once more.
 *
 * An expression is good if each alternative either begins at the text's beginning (`^`), or repeats
 * without limit only at its end, where the repetition cannot fail; and if nothing is repeated without
 * limit that can be read in several ways, such as `(?:a|aa)*`. Two repetitions that can take each
 * other's characters are the business of `no-super-linear-backtracking`.
 */

const { RegExpParser, visitRegExpAST } = require('@eslint-community/regexpp');

const parser = new RegExpParser({ ecmaVersion: 2025 });

const MESSAGES = {
  searched:
    'Any text can hold many places where this begins and does not end; each is read to the end of the text. Begin the expression with ^, set a limit in place of “*” and “+”, or read the text with core/text.ts.',
  ambiguous:
    'What is repeated here may be read in several ways, and where the text ends wrongly, all are tried. Repeat single characters, or a sequence of fixed length.',
  built: 'Write the expression as a literal, so that this rule can judge it.',
};

function isUnlimited(element) {
  return element.type === 'Quantifier' && element.max === Infinity;
}

/** The alternatives of a group or a lookaround. */
function alternativesWithin(element) {
  if (element.type === 'Quantifier') return alternativesWithin(element.element);
  return element.alternatives ?? [];
}

function holdsUnlimited(element) {
  return (
    isUnlimited(element) ||
    alternativesWithin(element).some(({ elements }) => elements.some(holdsUnlimited))
  );
}

const CHARACTERS = ['Character', 'CharacterSet', 'CharacterClass', 'ExpressionCharacterClass'];

/**
 * Whether what is repeated without limit can be read in one way only: single characters, or a sequence
 * of fixed length.
 */
function isUnambiguous({ element }) {
  const alternatives = element.alternatives ?? [{ elements: [element] }];
  if (CHARACTERS.includes(element.type)) return true;
  const isSingle = ({ elements: [first, ...rest] }) =>
    rest.length === 0 && CHARACTERS.includes(first?.type);
  return (
    alternatives.every(isSingle) ||
    (alternatives.length === 1 && alternatives[0].elements.every(isOfFixedLength))
  );
}

function isOfFixedLength(element) {
  if (CHARACTERS.includes(element.type)) return true;
  return (
    element.type === 'Quantifier' && element.min === element.max && isOfFixedLength(element.element)
  );
}

/** Whether the engine, wherever it begins, is done with the alternative after a limited number of steps. */
function isLimited({ elements }) {
  const [first] = elements;
  if (first?.type === 'Assertion' && first.kind === 'start') return true;
  return elements.every((element, index) => {
    const isLast = index === elements.length - 1;
    if (isLast && isUnlimited(element)) return !holdsUnlimited(element.element);
    if (isLast && element.type.endsWith('Group')) return element.alternatives.every(isLimited);
    return !holdsUnlimited(element);
  });
}

module.exports = {
  meta: { type: 'problem', schema: [], messages: MESSAGES },
  create(context) {
    const isRegExp = (callee) => callee.type === 'Identifier' && callee.name === 'RegExp';
    const refuseBuilt = (node) => {
      if (isRegExp(node.callee)) context.report({ node, messageId: 'built' });
    };
    return {
      NewExpression: refuseBuilt,
      CallExpression: refuseBuilt,
      'Literal[regex]'(node) {
        const { pattern, flags } = node.regex;
        const unicode = flags.includes('u');
        const unicodeSets = flags.includes('v');
        const parsed = parser.parsePattern(pattern, 0, pattern.length, { unicode, unicodeSets });
        // With the flag m, each line has a beginning; with y, there is no search.
        const isSearched = !flags.includes('y');
        const isGood = (alternative) =>
          isLimited(alternative) &&
          !(flags.includes('m') && alternative.elements.some(holdsUnlimited));
        if (isSearched && !parsed.alternatives.every(isGood)) {
          context.report({ node, messageId: 'searched' });
        }
        visitRegExpAST(parsed, {
          onQuantifierEnter(quantifier) {
            if (isUnlimited(quantifier) && !isUnambiguous(quantifier)) {
              context.report({ node, messageId: 'ambiguous' });
            }
          },
        });
      },
    };
  },
};
