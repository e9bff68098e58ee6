import { fillTemplate, valueAt } from '../../../../node-red/nodes/vendor-auth-request/url-template';

const msg = {
  payload: { id: 'a/b?c', list: ['zero', 'one'], none: null, inner: { x: 1 } },
  number: 7,
};
const fill = (template: string) => fillTemplate(template, (path) => valueAt(msg, path));

describe('a templated address', () => {
  test.each([
    ['two braces encode a value', 'x/{{payload.id}}', 'x/a%2Fb%3Fc'],
    ['three braces take it as it is', 'x/{{{payload.id}}}', 'x/a/b?c'],
    ['an ampersand does as well', 'x/{{&payload.id}}', 'x/a/b?c'],
    ['spaces around the name do not matter', '{{ number }}', '7'],
    ['members of lists have numbers', '{{payload.list.1}}', 'one'],
    ['texts and lists have a length', '{{payload.list.length}}-{{payload.id.length}}', '2-5'],
    ['what is not there is empty', 'a{{payload.missing.deep}}b{{payload.none}}c', 'abc'],
    [
      'what every object inherits is not there',
      '{{payload.constructor}}{{payload.__proto__}}{{payload.id.at}}',
      '',
    ],
    ['an object becomes JSON', '{{{payload.inner}}}', '{"x":1}'],
    ['without placeholders nothing changes', 'ai/agents?a={b}', 'ai/agents?a={b}'],
  ])('%s', (_what, template, filled) => {
    expect(fill(template)).toBe(filled);
  });
});
