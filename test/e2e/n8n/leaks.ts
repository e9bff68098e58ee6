import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Check, exactly } from '../support/checks';

/** A place where secrets and tokens must not be. */
export interface Place {
  name: string;
  text: string;
}

/** Looks for every needle in every place, also as JSON, form and URL encoding would write it. */
export function searchForLeaks(places: Place[], needles: Iterable<string>): Check[] {
  const spellings = [...needles].filter((needle) => needle.length >= 8).flatMap(spellingsOf);
  return places.map(({ name, text }) => {
    const found = spellings.filter((spelling) => text.includes(spelling));
    const check = exactly(`${name} (${String(text.length)} characters)`, 0, found.length);
    // The first characters tell which it was without spreading it further.
    const hint = found.slice(0, 3).map((spelling) => `${spelling.slice(0, 6)}…`);
    return { ...check, seen: [check.seen, ...hint].join(' ') };
  });
}

/** Shows that the search finds what is there: without it, an empty place would pass as clean. */
export function searchFinds(place: Place, presentText: string): Check {
  const found = spellingsOf(presentText).some((spelling) => place.text.includes(spelling));
  return {
    what: `the search finds an address in ${place.name}`,
    expected: 'yes',
    seen: found ? 'yes' : 'no',
    holds: found,
  };
}

/** The files of n8n's SQLite database as text: what a copy of the disk would show. */
export function sqliteFiles(userFolder: string): Place[] {
  const folder = join(userFolder, '.n8n');
  return readdirSync(folder)
    .filter((name) => name.startsWith('database.sqlite'))
    .map((name) => ({
      name: `database file ${name}`,
      text: readFileSync(join(folder, name)).toString('latin1'),
    }));
}

function spellingsOf(needle: string): string[] {
  const json = JSON.stringify(needle).slice(1, -1);
  const form = new URLSearchParams({ n: needle }).toString().slice(2);
  return [...new Set([needle, json, encodeURIComponent(needle), form])];
}
