import { body, noToken, sound, withMembers } from './answering';
import type { Fault, FaultKind } from './fault';

/** n8n keeps what it gets, and walks through it level by level. */
const beyondN8n: Pick<Fault, 'hostsOwnAffair'> = { hostsOwnAffair: ['n8n'] };

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const many = (members: number) =>
  Array.from({ length: members }, (_, index) => `"m${String(index)}":1`).join(',');

export const shapes: FaultKind = {
  title: 'Shapes of JSON',
  faults: [
    ...[2_000, 100_000].flatMap((levels): Fault[] => [
      {
        ...noToken,
        ...beyondN8n,
        name: `answers ${String(levels)} nested lists`,
        behave: body(nested(levels)),
      },
      {
        ...beyondN8n,
        name: `refuses with ${String(levels)} nested lists`,
        behave: body(nested(levels), {}, 400),
      },
      {
        ...beyondN8n,
        name: `refuses with ${String(levels)} nested objects`,
        behave: body(nestedObjects(levels), {}, 400),
      },
      {
        ...sound,
        ...beyondN8n,
        // Other nodes walk through what a message holds: beyond 500 levels, it stays text.
        apiEnds: 'answered',
        name: `answers a member of ${String(levels)} nested lists`,
        behave: withMembers(`"deep":${nested(levels)}`),
      },
    ]),
    { ...sound, name: 'answers 50000 members', behave: withMembers(many(50_000)) },
    { name: 'refuses with 50000 members', behave: body(`{${many(50_000)}}`, {}, 400) },
    {
      ...noToken,
      name: 'answers all in __proto__',
      behave: body('{"__proto__":{"access_token":"x","ok":true}}'),
    },
    {
      ...sound,
      name: 'adds __proto__ and constructor',
      behave: withMembers('"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'),
    },
    {
      ...noToken,
      name: 'issues a token that is an object',
      sides: ['token'],
      behave: body('{"access_token":{"toString":1},"expires_in":1}'),
    },
    {
      name: 'issues a token that the API does not know',
      sides: ['token'],
      // In n8n the test call is asked for the reason, and is not asked again for five minutes (rule T19).
      onlyWhereCheap: true,
      hold: 'growing',
      rejectsToken: true,
      mostArrivals: 3,
      behave: body('{"access_token":"unknown-to-the-api","expires_in":3600}'),
    },
    {
      ...noToken,
      name: 'issues a token with a line break',
      sides: ['token'],
      behave: body('{"access_token":"a\\r\\nx-injected: 1"}'),
    },
    {
      ...noToken,
      name: 'issues a token of another type',
      sides: ['token'],
      behave: body('{"access_token":"mac-token","token_type":"mac"}'),
    },
  ],
};
