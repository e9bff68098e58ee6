import { readFileSync } from 'node:fs';
import path from 'node:path';
import { VENDORS } from '../../../core';
import { CURRENT_VERSION } from '../../../node-red/lib/migrate';
import { dialogDefinition, dialogHtml } from './dialog-definition';

const USERS = ['agility-revoke-grant', 'vendor-auth-bearer', 'vendor-auth-request'];

describe.each(['vendor-auth', ...USERS])('the dialog of %s', (node) => {
  test('saves the version that the runtime knows as today’s', () => {
    expect(dialogDefinition(node).defaults['version']?.value).toBe(CURRENT_VERSION);
  });

  test('has a label for each field', () => {
    const html = dialogHtml(node);
    const fields = [...html.matchAll(/<(?:input|select|textarea)[^>]*\sid="([^"]+)"[^>]*>/g)]
      .filter(([element]) => !element.includes('type="hidden"'))
      .map(([, id]) => id!);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter((id) => !html.includes(`for="${id}"`))).toEqual([]);
  });

  test('takes its colours from the theme', () => {
    const html = dialogHtml(node);
    const [styles = ''] = html.match(/<style>[\s\S]*<\/style>/) ?? [];
    expect(styles.match(/#[0-9a-f]{3,8}\b|rgba?\(/gi)).toBeNull();
  });
});

test('the nodes are told apart by colour and icon', () => {
  const definitions = USERS.map((node) => dialogDefinition(node));
  expect(new Set(definitions.map(({ color }) => color)).size).toBe(USERS.length);
  expect(new Set(definitions.map(({ icon }) => icon)).size).toBe(USERS.length);
});

test('every node that uses a login requires one', () => {
  for (const node of USERS) {
    expect(dialogDefinition(node).defaults['auth']).toMatchObject({
      type: 'vendor-auth',
      required: true,
    });
  }
});

test.each(['en-US', 'de', 'ja'])(
  'the help in %s leads to the page that helps, of each vendor',
  (language) => {
    const file = `node-red/nodes/vendor-auth/locales/${language}/vendor-auth.html`;
    const help = readFileSync(path.join(__dirname, '../../..', file), 'utf8');
    const links = VENDORS.map(({ documentationUrl }) => `href="${documentationUrl}"`);
    const missing = links.filter((link) => !help.includes(link));
    expect(missing.map((link) => `${file} lacks a link with ${link}`)).toEqual([]);
  },
);
