import { type Check, atMost, equal, exactly, says } from '../../support/checks';
import { chromiumPath, launchBrowser, NO_CHROMIUM } from '../../support/browser';
import { searchForLeaks } from '../leaks';
import { inviteMember, MEMBER } from '../member';
import { Newcomer } from '../newcomer';
import type { Report } from '../report';
import type { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import { PACKAGE_NAME } from '../package';
import { takePicture } from '../pictures';
import { node, TRIGGER, type Workflow, type WorkflowNode } from '../workflows';

/** What a person does in n8n's editor, from an empty workflow to what it is for. */
interface Walk {
  readonly title: string;
  readonly caseId: string;
  walk(newcomer: Newcomer, stage: Stage, vendorCase: VendorCase): Promise<Check[]>;
}

const callDdi: Walk = {
  title: 'walk in a browser: make a credential, call the API',
  caseId: 'ddi-central',
  async walk(newcomer, stage, vendorCase) {
    const { vendor } = vendorCase;
    const login = formValues(stage, vendorCase);
    await newcomer.addNode('http request', 'HTTP Request');
    const url = newcomer.parameter('url').locator('[contenteditable], input').first();
    await newcomer.fill(url, vendor.baseUrl + vendor.protectedPath);
    await newcomer.choose('authentication', 'Predefined Credential Type');
    await newcomer.click(newcomer.byId('credential-select'));
    await newcomer.type('ddi');
    await newcomer.click(newcomer.option('ManageEngine DDI Central API'));
    await newcomer.makeCredential(login);
    const output = await newcomer.executeNode();
    await takePicture(newcomer.byId('ndv'), 'http-request');
    return [
      atMost('interactions', 16, newcomer.interactions),
      exactly('token requests', 1, vendor.stats().tokenRequests),
      says('output', ['head-office'], output),
    ];
  },
};

/** Chooses the last grant of a member whose name is known; nobody types a number. Answers the chosen number. */
async function revokeGrant(newcomer: Newcomer): Promise<{ grant: string; output: string }> {
  const offered = (await newcomer.searchList('grantId', 'alice')).last();
  await takePicture(newcomer.byId('ndv'), 'agility-revoke');
  const [grant = ''] = (await offered.innerText()).split(' ');
  await newcomer.click(offered);
  return { grant, output: await newcomer.executeNode() };
}

/** What the node must say of it. */
function revoked(stage: Stage, { grant, output }: { grant: string; output: string }): Check[] {
  return [
    says('chosen', [grant], stage.sandbox.vendors.agility.grants.spare.join(' ')),
    says('output', ['revoked', 'true', `Grant:${grant}`], output),
  ];
}

const revokeFromList: Walk = {
  title: 'walk in a browser: make a credential, revoke a grant whose number is not known',
  caseId: 'agility',
  async walk(newcomer, stage, vendorCase) {
    const login = formValues(stage, vendorCase);
    await newcomer.addNode('revoke grant', 'Digital.ai Agility');
    await newcomer.click(newcomer.found('Revoke a grant'));
    await newcomer.makeCredential(login);
    const done = await revokeGrant(newcomer);
    return [atMost('interactions', 12, newcomer.interactions), ...revoked(stage, done)];
  },
};

const revokeAnother: Walk = {
  title: 'walk in a browser: revoke a grant whose number is not known, with the credential',
  caseId: 'agility',
  async walk(newcomer, stage) {
    await newcomer.addNode('revoke grant', 'Digital.ai Agility');
    await newcomer.click(newcomer.found('Revoke a grant'));
    const done = await revokeGrant(newcomer);
    return [atMost('interactions', 8, newcomer.interactions), ...revoked(stage, done)];
  },
};

/** Before Grant was a list, it held the plain text. */
const OLD_GRANT = '1020';

const nodesInUse: Walk = {
  title: 'nodes in a browser: get many grants, check a token, a grant of an earlier version',
  caseId: 'agility',
  async walk(newcomer, stage) {
    const { own, spare } = stage.sandbox.vendors.agility.grants;
    await newcomer.importFile(
      startedByHand([
        ownNode('Get many grants', 'agility', { resource: 'grant', operation: 'getMany' }),
        ownNode('Check the token', 'vendorToken', { credentialType: 'ddiCentralApi' }),
        ownNode('Old', 'agility', { operation: 'revoke', grantId: OLD_GRANT }),
      ]),
    );
    await newcomer.openNode('Get many grants');
    const grants = await newcomer.executeNode();
    await takePicture(newcomer.byId('ndv'), 'agility-get-many');
    await newcomer.closeNode();
    await newcomer.openNode('Check the token');
    await newcomer.click(newcomer.byId('node-credentials-select'));
    await newcomer.click(newcomer.option('ManageEngine DDI Central account').first());
    const checked = await newcomer.executeNode();
    // The table of what the node says is wider than the picture.
    await newcomer.click(newcomer.byId('output-panel').getByText('JSON', { exact: true }));
    await takePicture(newcomer.byId('ndv'), 'vendor-token-check');
    await newcomer.closeNode();
    await newcomer.openNode('Old');
    const oldGrant = newcomer.parameter('grantId').locator('input').last();
    return [
      says('grants', [`Grant:${own}`, `Grant:${spare[0] ?? ''}`, 'Alice Member'], grants),
      exactly('grants that the walks left', 2, grants.match(/Grant:/g)?.length ?? 0),
      says('token', ['DDI Central accepts the token'], checked),
      equal('old grant', OLD_GRANT, await oldGrant.inputValue()),
    ];
  },
};

function ownNode(name: string, type: string, parameters: Record<string, unknown>): WorkflowNode {
  return node(name, `${PACKAGE_NAME}.${type}`, 1, parameters);
}

/** All of them beside each other, behind a trigger. */
function startedByHand(nodes: WorkflowNode[]): Pick<Workflow, 'nodes' | 'connections'> {
  const trigger = node(TRIGGER, 'n8n-nodes-base.manualTrigger', 1, {});
  const ends = nodes.map(({ name }) => ({ node: name, type: 'main', index: 0 }));
  const spread = [trigger, ...nodes].map((each, index): WorkflowNode => {
    return { ...each, position: index === 0 ? [0, 0] : [300, 200 * (index - 1)] };
  });
  return { nodes: spread, connections: { [TRIGGER]: { main: [ends] } } };
}

const WALKS: readonly Walk[] = [callDdi, revokeFromList, revokeAnother, nodesInUse];

/** Walks through n8n's editor as somebody who has no credential yet, and counts the interactions. */
export async function checkWalks(
  stage: Stage,
  n8nUrl: string,
  cases: readonly VendorCase[],
  report: Pick<Report, 'measure' | 'leaveOut'>,
): Promise<void> {
  const executable = chromiumPath();
  if (executable === undefined) {
    report.leaveOut('walks in a browser', NO_CHROMIUM);
    return;
  }
  await inviteMember(stage.rest, MEMBER);
  const browser = await launchBrowser(executable);
  try {
    const newcomer = await Newcomer.signIn(browser, n8nUrl, MEMBER);
    for (const { title, caseId, walk } of WALKS) {
      const vendorCase = cases.find(({ id }) => id === caseId);
      if (vendorCase === undefined) throw new Error(`There is no case ${caseId}.`);
      await report.measure(title, caseId, async () => {
        await newcomer.beginWorkflow();
        const checks = await walk(newcomer, stage, vendorCase);
        const secrets = [...stage.secrets, ...vendorCase.vendor.issuedTokens()];
        const place = { name: 'answers to the browser', text: await newcomer.gotten() };
        return [...checks, ...searchForLeaks([place], secrets)];
      });
    }
  } finally {
    await browser.close();
  }
}

/** What a person enters, with a secret for which nobody has a token yet. */
function formValues(stage: Stage, vendorCase: VendorCase): Record<string, string> {
  const secret = stage.freshSecret(vendorCase);
  stage.secrets.add(secret);
  return { ...vendorCase.vendor.login, [vendorCase.secretField]: secret };
}
