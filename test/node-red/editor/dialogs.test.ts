import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { VENDORS } from '../../../core';
import { CURRENT_VERSION, migrate } from '../../../node-red/lib/migrate';
import { requestOptions } from '../../../node-red/nodes/vendor-auth-request/request-options';
import { dialogDefinition, dialogHtml } from './dialog-definition';

const NODES = path.join(__dirname, '../../../node-red/nodes');
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

/** The relative luminance of a colour such as #5c9ac2 (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(readdirSync(NODES).filter((node) => node !== 'vendor-auth'))(
  'on the canvas, %s',
  (node) => {
    const { color = '', icon = '', category } = dialogDefinition(node);

    test('has an icon and a label that can be read, in either theme', () => {
      const svg = readFileSync(path.join(NODES, node, 'icons', icon), 'utf8');
      // Node-RED draws the node in its own colour and the label in dark grey, whatever the theme.
      for (const [, paint = ''] of svg.matchAll(/(?:fill|stroke)="(#[^"]+)"/g))
        expect(paint).toBe('#fff');
      expect(contrast(color, '#ffffff')).toBeGreaterThan(3);
      expect(contrast(color, '#333333')).toBeGreaterThan(4);
      // The palette draws it at half its size: less than a pixel and a half is no line.
      const widths = [...svg.matchAll(/stroke-width="([\d.]+)"/g)].map(([, width]) =>
        Number(width),
      );
      expect(Math.min(...widths)).toBeGreaterThanOrEqual(3.5);
    });

    test.each(['en-US', 'de', 'ja'])('is in a category that has a name in %s', (language) => {
      const file = path.join(NODES, node, 'locales', language, `${node}.json`);
      const { palette } = JSON.parse(readFileSync(file, 'utf8')) as {
        palette?: { label: Record<string, string> };
      };
      // Node-RED looks for the name in the catalogue of the node that it registers first.
      expect(palette?.label[category]).toBeTruthy();
      // What stands before a hyphen would be the category.
      expect(category).not.toContain('-');
    });
  },
);

test('a new request node sends refusals to Catch nodes, and an old one does as before', () => {
  expect(dialogDefinition('vendor-auth-request').defaults['senderr']?.value).toBe(true);
  expect(requestOptions(migrate({}), undefined).failsUnlessSuccess).toBe(false);
  expect(requestOptions(migrate({ senderr: false }), undefined).failsUnlessSuccess).toBe(false);
});

test('what is wrong with a field is told to the editor in words', () => {
  for (const node of readdirSync(NODES)) {
    for (const { validate } of Object.values(dialogDefinition(node).defaults)) {
      // Node-RED takes a text that a function of one parameter returns for “nothing is wrong”.
      if (typeof validate === 'function') expect(validate).toHaveLength(2);
    }
  }
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
