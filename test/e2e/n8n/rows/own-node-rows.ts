import { atMost, equal, exactly, says } from '../../support/checks';
import { PACKAGE_NAME } from '../package';
import type { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import { nodeWorkflow, type StoredCredential } from '../workflows';
import { echoUrl, type Row, untilVerdictsAreStale } from './row';

const NODE = 'Own node';

const checkAndForget: Row = {
  title: 'node Vendor Token: check, then forget',
  async check(stage, vendorCase) {
    const secret = stage.freshSecret(vendorCase);
    const credential = await stage.credential(vendorCase, vendorCase.fields(secret));
    const vendorToken = (operation: string) =>
      runNode(stage, 'vendorToken', credential, {
        credentialType: vendorCase.credentialType,
        operation,
      });
    let checked: Record<string, unknown> = {};
    const checking = await stage.traffic(vendorCase, async () => {
      [checked = {}] = (await vendorToken('check')).items;
    });
    const forgetting = await stage.traffic(vendorCase, () => vendorToken('forget'));
    const afterwards = await stage.traffic(vendorCase, () =>
      stage.run([{ name: 'Call', credential, url: echoUrl(vendorCase) }], 10),
    );
    const onceIfRequested = vendorCase.requestsTokens ? 1 : 0;
    return [
      exactly('check: token requests', onceIfRequested, checking.tokenRequests),
      exactly('check: test calls', 1, checking.testCalls),
      equal('check: verdict', 'accepted', String(checked['verdict'])),
      exactly('forget: requests', 0, forgetting.tokenRequests + forgetting.testCalls),
      exactly('afterwards: token requests', onceIfRequested, afterwards.tokenRequests),
      exactly('afterwards: requests of items', 10, afterwards.itemRequests),
    ];
  },
};

const getSelf: Row = {
  title: 'node Digital.ai Agility: get self',
  appliesTo: isAgility,
  async check(stage, vendorCase) {
    stage.freshSecret(vendorCase);
    const credential = await stage.credential(vendorCase, vendorCase.fields());
    const parameters = { resource: 'member', operation: 'getSelf' };
    const { items } = await runNode(stage, 'agility', credential, parameters, 3);
    return [
      exactly('items', 3, items.length),
      says('member', ['alice'], JSON.stringify(items[0] ?? {})),
    ];
  },
};

export const revokeGrants: Row = {
  title: 'node Digital.ai Agility: revoke 1020, Grant:1021 and a URL',
  appliesTo: isAgility,
  async check(stage, vendorCase) {
    stage.freshSecret(vendorCase);
    const { grants } = stage.sandbox.vendors.agility;
    const [first = '', second = '', third = ''] = grants.spare;
    const address = `${vendorCase.vendor.baseUrl}/rest-1.v1/Data/Grant/${third}`;
    const credential = await stage.credential(vendorCase, vendorCase.fields());
    const revoke = async (ids: string[]) =>
      (
        await runNode(
          stage,
          'agility',
          credential,
          {
            resource: 'grant',
            operation: 'revoke',
            grantId: `={{ ${JSON.stringify(ids)}[$json.number - 1] }}`,
          },
          ids.length,
        )
      ).items.map((item) => JSON.stringify(item));
    const revoked = await revoke([first, `Grant:${second}`, address]);
    const refused = await revoke([first, '99999999', grants.otherMembers, 'no grant']);
    const [own = ''] = await revoke([grants.own]);
    vendorCase.vendor.reset();
    await untilVerdictsAreStale();
    return [
      says('a number', [`Grant:${first}`, 'still accepted'], revoked[0] ?? ''),
      says('an OID', [`Grant:${second}`, 'still accepted'], revoked[1] ?? ''),
      says('an address', [`Grant:${third}`, 'still accepted'], revoked[2] ?? ''),
      says('revoked before', ['error', first], refused[0] ?? ''),
      says('not there', ['error', '99999999'], refused[1] ?? ''),
      says("another member's", ['error', grants.otherMembers], refused[2] ?? ''),
      says('no grant at all', ['error', 'Grant'], refused[3] ?? ''),
      says('the one in use', ['no longer accepts'], own),
    ];
  },
};

const listGrants: Row = {
  title: 'node Digital.ai Agility: get many grants, and revoke one that the list offers',
  appliesTo: isAgility,
  async check(stage, vendorCase) {
    stage.freshSecret(vendorCase);
    const { own, spare } = stage.sandbox.vendors.agility.grants;
    const [chosen = ''] = spare;
    const credential = await stage.credential(vendorCase, vendorCase.fields());
    const node = { type: `${PACKAGE_NAME}.agility`, typeVersion: 1.1 };
    const listed = async (filter: string) =>
      await stage.rest.listSearch(node, credential, 'grantId', 'searchGrants', filter);
    const offered = await listed('');
    const found = await listed(`grant ${chosen}`);
    const all = { resource: 'grant', operation: 'getMany', returnAll: true };
    const { items } = await runNode(stage, 'agility', credential, all);
    const grantId = { __rl: true, mode: 'list', value: found[0]?.value };
    const revoke = { resource: 'grant', operation: 'revoke', grantId };
    const revoked = (await runNode(stage, 'agility', credential, revoke)).items;
    const left = await listed('');
    vendorCase.vendor.reset();
    await untilVerdictsAreStale();
    const values = (results: readonly { value: unknown }[]) =>
      results.map(({ value }) => String(value)).join();
    return [
      equal('offered', [own, ...spare].join(), values(offered)),
      says('as', [`Grant ${own}`, 'Alice Member'], String(offered[0]?.name)),
      equal('found', chosen, values(found)),
      exactly('items of Get Many', 4, items.length),
      says('an item', [`Grant:${own}`, 'Alice Member'], JSON.stringify(items[0] ?? {})),
      says('revoked', [`Grant:${chosen}`, 'still accepted'], JSON.stringify(revoked[0] ?? {})),
      exactly('offered afterwards', 3, left.length),
    ];
  },
};

const rejectedInOwnNode: Row = {
  title: 'node Vendor Token: check after the token was withdrawn',
  appliesTo: (vendorCase) => vendorCase.requestsTokens,
  async check(stage, vendorCase) {
    const secret = stage.freshSecret(vendorCase);
    const credential = await stage.credential(vendorCase, vendorCase.fields(secret));
    const parameters = { credentialType: vendorCase.credentialType, operation: 'check' };
    await runNode(stage, 'vendorToken', credential, parameters);
    await untilVerdictsAreStale();
    vendorCase.vendor.expire();
    let verdict: unknown;
    const seen = await stage.traffic(vendorCase, async () => {
      verdict = (await runNode(stage, 'vendorToken', credential, parameters)).items[0]?.['verdict'];
    });
    return [
      exactly('token requests', 1, seen.tokenRequests),
      atMost('test calls', 2, seen.testCalls),
      equal('verdict', 'accepted', String(verdict)),
    ];
  },
};

const certificates: Row = {
  title: 'node Vendor Token: the certificate of a self-signed box',
  appliesTo: ({ id }) => id === 'ddi-central',
  async check(stage, vendorCase) {
    const { caCertificate, ...fields } = vendorCase.fields(stage.freshSecret(vendorCase));
    const credential = await stage.credential(vendorCase, fields);
    let servers: unknown;
    const seen = await stage.traffic(vendorCase, async () => {
      const [item] = (
        await runNode(stage, 'vendorToken', credential, {
          credentialType: vendorCase.credentialType,
          operation: 'getCertificates',
        })
      ).items;
      servers = item?.['servers'];
    });
    const [server = {}] = (servers ?? []) as Record<string, string>[];
    const trusting = { ...fields, caCertificate: server['pem'] ?? '' };
    const { status } = await stage.test(credential, trusting);
    return [
      exactly('token requests', 0, seen.tokenRequests),
      equal('certificate', String(caCertificate).trim(), (server['pem'] ?? '').trim()),
      says('fingerprint', [':'], server['fingerprint'] ?? ''),
      equal('test with it', 'OK', status),
    ];
  },
};

/** What our own nodes do, in the running server. */
export const OWN_NODE_ROWS: readonly Row[] = [
  checkAndForget,
  certificates,
  rejectedInOwnNode,
  getSelf,
  revokeGrants,
  listGrants,
];

function isAgility(vendorCase: VendorCase): boolean {
  return vendorCase.credentialType === 'agilityApi';
}

/** Runs a node of ours once, with `itemCount` items; items that fail carry their error on. */
export async function runNode(
  stage: Stage,
  type: string,
  credential: StoredCredential,
  parameters: Record<string, unknown>,
  itemCount = 1,
) {
  const outcome = await stage.runWorkflow(
    nodeWorkflow({
      id: '',
      name: `${type} of ${credential.name}`,
      node: { name: NODE, type: `${PACKAGE_NAME}.${type}`, typeVersion: 1, parameters },
      credential,
      itemCount,
      continueOnFail: true,
    }),
  );
  const items = outcome.items(NODE);
  stage.shownTexts.push(...items.map((item) => JSON.stringify(item)));
  return { items };
}
