import { readFileSync } from 'node:fs';
import path from 'node:path';

import { hostName, NODE_RED_HOSTS } from '../e2e/hosts/node-red/hosts';
import { NODE_RED_ROWS } from '../e2e/hosts/node-red/rows';
import { compatibilityText } from '../e2e/hosts/page';
import type { HostRow } from '../e2e/hosts/row';

const cell = (host: string, row: string, more: Partial<HostRow> = {}): HostRow => ({
  host: `Node-RED ${host}`,
  row,
  holds: true,
  seen: '1 token request',
  ...more,
});

/** The cells of the table's line that begins with this row. */
function cellsOf(row: string, rows: readonly HostRow[]): string[] {
  const text = compatibilityText([{ title: 'Node-RED', rows }]);
  const line = text.split('\n').find((candidate) => candidate.startsWith(`| ${row} |`))!;
  return line.slice(2, -2).split(' | ');
}

describe('the page about compatibility', () => {
  test('says once what all hosts showed, and names the hosts without their product', () => {
    const rows = [cell('3.1', 'cold'), cell('5', 'cold')];
    expect(cellsOf('cold', rows)).toEqual(['cold', '1 token request', '✓', '✓']);
    expect(cellsOf('row', rows)).toEqual(['row', 'seen', '3.1', '5']);
  });

  test('tells in its own cell what one host showed otherwise', () => {
    const rows = [cell('3.1', 'cold', { seen: '2 token requests' }), cell('4', 'cold')];
    const cells = cellsOf('cold', [...rows, cell('5', 'cold')]);
    expect(cells).toEqual(['cold', '1 token request', '✓ 2 token requests', '✓', '✓']);
  });

  test('tells what failed in one line, and why something was not run', () => {
    const failed = cell('3.1', 'cold', { holds: false, seen: '2 token requests\n  at …' });
    const left = cell('5', 'cold', { holds: undefined, seen: 'no Chromium here' });
    expect(cellsOf('cold', [failed, left])).toEqual([
      'cold',
      '–',
      '✗ 2 token requests',
      '– no Chromium here',
    ]);
  });

  test('leaves no cell empty where a host lacks a row', () => {
    const rows = [cell('3.1', 'cold'), cell('5', 'revoke')];
    expect(cellsOf('revoke', rows)).toEqual([
      'revoke',
      '1 token request',
      '– this host has no such row',
      '✓',
    ]);
  });

  test('keeps a bar in a text from ending its cell', () => {
    const text = compatibilityText([{ title: 'Node-RED', rows: [cell('5', 'a|b')] }]);
    expect(text).toContain('| a\\|b |');
  });

  test('is of the hosts and the rows that there are', () => {
    const page = readFileSync(path.join(__dirname, '../../docs/compatibility.md'), 'utf8');
    const titles = page.split('\n').find((line) => line.startsWith('| row '))!;
    const hosts = NODE_RED_HOSTS.map((plan) => hostName(plan).replace('Node-RED ', ''));
    expect(titles.split('|').map((title) => title.trim())).toEqual(expect.arrayContaining(hosts));
    for (const { row } of NODE_RED_ROWS) expect(page).toContain(`| ${row} `);
    expect(page).not.toMatch(/\| *✗/);
  });
});
