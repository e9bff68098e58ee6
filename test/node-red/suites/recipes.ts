import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { FlowNode } from '../../../demo/node-red-host';
import { sandboxConfiguration } from '../../../demo/sandbox-configuration';
import type { SandboxVendor } from '../../../sandbox';
import { callsInDocs } from '../../support/recipe-calls';
import { freshLogin, type Host } from '../support/host';

const folder = path.resolve(__dirname, '../../../node-red/examples');
const WAITS = 'Eggplant DAI - run a test';
const HOOK = 'Eggplant DAI - run a test, told by webhook';
const STORIES = 'Digital.ai Agility - stories, all pages';
const DEFECT = 'Digital.ai Agility - create and update a defect';
const ZONE = 'DDI Central - add a CNAME, export a zone';
const DAILY = 'd.vinci - new applications every day';
const APPLICATION = 'd.vinci - change a status, download attachments';
const ANY = 'Another vendor - all pages, POST, upload';

/** What somebody enters: by the name of the property, or by those of the inject node and the property. */
type Values = Readonly<Record<string, string | number>>;

interface Recipe {
  readonly flow: readonly FlowNode[];
  /** The id of the node of that name. */
  readonly id: (name: string) => string;
  readonly vendor: SandboxVendor;
}

/** Each example that does a job: imported as it stands, filled in, and run at the vendors' stand-ins. */
export function describeRecipes(host: Host): void {
  const dai = () => host.sandbox.vendors['eggplant-dai'];
  let files: string;
  beforeAll(() => (files = mkdtempSync(path.join(tmpdir(), 'recipes-'))));
  afterAll(() => rmSync(files, { recursive: true, force: true }));
  const written = (name: string) => readFileSync(path.join(files, name), 'utf8');

  /** Deploys an example with a login of the sandbox and, if there are any, values in its inject nodes. */
  async function deploy(name: string, values: Values = {}): Promise<Recipe> {
    const text = readFileSync(path.join(folder, `${name}.json`), 'utf8')
      // Files belong into a folder of the test.
      .replaceAll(
        "'dai-report.xml'",
        JSON.stringify(path.join(files, 'hook.xml')).replaceAll('"', "'"),
      )
      .replaceAll('application-${', `${files}/application-\${`);
    const nodes = JSON.parse(text) as FlowNode[];
    const login = nodes.find(({ type }) => type === 'vendor-auth')!;
    const vendor = Object.values(host.sandbox.vendors).find(({ id }) => id === login['vendor'])!;
    vendor.reset();
    const configuration =
      vendor.id === 'agility' ? sandboxConfiguration(vendor, login.id) : freshLogin(vendor);
    const flow = nodes.map((node) => {
      if (node === login) return { ...configuration, id: login.id };
      return node.type === 'inject' ? filledIn(node, values) : node;
    });
    await host.nodeRed.deploy(flow);
    // What an earlier deployment of the same example was sent is no business of this test.
    for (const node of flow) await host.nodeRed.arrivals(node.id, 0);
    const id = (label: string) => {
      const found = flow.find((node) => node['name'] === label);
      if (found === undefined) throw new Error(`${name} has no node “${label}”.`);
      return found.id;
    };
    return { flow, id, vendor };
  }

  const press = async ({ id }: Recipe, name: string) =>
    await host.nodeRed.receive([{ nodeId: id(name), msg: {} }]);
  /** The next message that reaches the node of that name. */
  const next = async ({ id }: Recipe, name: string) =>
    (await host.nodeRed.arrivals(id(name), 1))[0]! as Record<string, unknown> & {
      payload: unknown;
    };
  const none = async ({ id }: Recipe, name: string) =>
    expect(await host.nodeRed.arrivals(id(name), 0)).toEqual([]);
  /** What the recipe says of its failure. */
  const failure = async (recipe: Recipe) =>
    ((await next(recipe, 'Error'))['error'] as { message: string }).message;
  const counts = ({ vendor }: Recipe) => {
    const { tokenRequests, apiRequests } = vendor.stats();
    return `${tokenRequests} + ${apiRequests}`;
  };

  describe('recipes', () => {
    const unfilled = readdirSync(folder)
      .map((file) => path.basename(file, '.json'))
      .sort()
      .filter((name) =>
        readFileSync(path.join(folder, `${name}.json`), 'utf8').includes('"enter a'),
      );

    test('that change something are known to be such', () => {
      expect(unfilled).toEqual(
        [WAITS, HOOK, DEFECT, ZONE, APPLICATION, ANY, 'Revoke an Agility grant'].sort(),
      );
    });

    test.each(unfilled)('“%s” sends nothing before somebody has entered a value', async (name) => {
      const recipe = await deploy(name);
      const waiting = recipe.flow.filter((node) => JSON.stringify(node).includes('"enter a'));
      expect(waiting.length).toBeGreaterThan(0);
      for (const { id } of waiting) {
        await host.nodeRed.receive([{ nodeId: id, msg: {} }]);
        expect(await failure(recipe)).toMatch(/^Enter |grant/);
      }
      expect(recipe.vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
    });

    const fast = () => ({
      config: dai().testConfigId,
      file: path.join(files, 'report.xml'),
      pauseSeconds: 0.01,
      longestPauseSeconds: 0.04,
    });

    test('run a test and wait: passed, with its report', async () => {
      const recipe = await deploy(WAITS, fast());
      dai().set({ runSeconds: 0 });
      await press(recipe, 'Run');

      expect((await next(recipe, 'Passed'))['outcome']).toBe('PASSED');
      await next(recipe, 'Keep the report');
      expect(counts(recipe)).toBe(callsInDocs(WAITS, 'Node-RED'));
      await eventually(() => expect(written('report.xml')).toContain('failures="0"'));
      await none(recipe, 'Error');
    });

    test('run a test and wait: the pauses grow up to the longest', async () => {
      const recipe = await deploy(WAITS, fast());
      dai().set({ runSeconds: 0.2 });
      await press(recipe, 'Run');
      await next(recipe, 'Passed');

      const delays = (await host.nodeRed.arrivals(recipe.id('Wait'), 1)).map(({ delay }) => delay);
      expect(delays.slice(0, 5)).toEqual([10, 15, 22.5, 33.75, 40]);
      expect(new Set(delays.slice(4))).toEqual(new Set([40]));
    });

    test('run a test and wait: a token that the vendor withdraws meanwhile is replaced', async () => {
      const recipe = await deploy(WAITS, fast());
      dai().set({ runSeconds: 0.1 });
      await press(recipe, 'Run');
      await next(recipe, 'Wait');
      dai().expire();

      expect((await next(recipe, 'Passed'))['outcome']).toBe('PASSED');
      expect(dai().stats()).toMatchObject({ tokenRequests: 2, rejectedTokens: 1 });
    });

    test('run a test and wait: two at a time each find their own run', async () => {
      const recipe = await deploy(WAITS, fast());
      dai().set({ runSeconds: 0.05 });
      await press(recipe, 'Run');
      await press(recipe, 'Run');
      const passed = await host.nodeRed.arrivals(recipe.id('Passed'), 2);

      expect(new Set(passed.map(({ result }) => result)).size).toBe(2);
    });

    test('run a test and wait: a failed test fails the flow and keeps its report', async () => {
      const recipe = await deploy(WAITS, fast());
      dai().set({ runSeconds: 0, runOutcome: 'FAILED' });
      await press(recipe, 'Run');

      expect(await failure(recipe)).toBe('The test did not pass: FAILED.');
      await eventually(() => expect(written('report.xml')).toContain('<failure'));
      await none(recipe, 'Passed');
    });

    test('run a test and wait: a cancelled one fails the flow and has no report', async () => {
      const recipe = await deploy(WAITS, fast());
      dai().set({ runSeconds: 0, runOutcome: 'CANCELLED' });
      await press(recipe, 'Run');

      expect(await failure(recipe)).toBe('The test did not pass: CANCELLED.');
      await none(recipe, 'Passed');
      await none(recipe, 'JUnit report');
    });

    test('run a test and wait: one that never ends is told of after so many looks', async () => {
      const recipe = await deploy(WAITS, { ...fast(), looks: 4 });
      dai().set({ runOutcome: 'never' });
      await press(recipe, 'Run');

      expect(await failure(recipe)).toMatch(/^The run \S+ has not ended after 4 looks: RUNNING\.$/);
      // Results before the start, the start, and four looks.
      expect(counts(recipe)).toBe('1 + 6');
    });

    test('run a test and wait: a start that fails is told and not repeated', async () => {
      const recipe = await deploy(WAITS, fast());
      dai().set({ failedStarts: 1 });
      await press(recipe, 'Run');

      expect(await failure(recipe)).toContain('failed at the request (500)');
      expect(counts(recipe)).toBe('1 + 2');
    });

    const callHook = async (query: string, body: object) => {
      const { status } = await fetch(`${host.nodeRed.url}/dai-run-ended${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(status).toBe(204);
    };
    const setWebhook = (more: object) =>
      dai().set({
        webhookUrl: `${host.nodeRed.url}/dai-run-ended?config=${dai().testConfigId}`,
        runSeconds: 0.02,
        ...more,
      });

    test('told by webhook: passed, with its report', async () => {
      const recipe = await deploy(HOOK, fast());
      setWebhook({});
      await press(recipe, 'Run');

      expect((await next(recipe, 'Passed'))['outcome']).toBe('PASSED');
      await eventually(() => expect(written('hook.xml')).toContain('failures="0"'));
      expect(counts(recipe)).toBe(callsInDocs(HOOK, 'Node-RED'));
    });

    test('told by webhook: a failed test fails the flow and keeps its report', async () => {
      const recipe = await deploy(HOOK, fast());
      setWebhook({ runOutcome: 'FAILED' });
      await press(recipe, 'Run');

      expect(await failure(recipe)).toBe('The test did not pass: FAILED.');
      await eventually(() => expect(written('hook.xml')).toContain('<failure'));
      await none(recipe, 'Passed');
    });

    test('told by webhook: a cancelled test fails the flow', async () => {
      const recipe = await deploy(HOOK, fast());
      setWebhook({ runOutcome: 'CANCELLED' });
      await press(recipe, 'Run');

      expect(await failure(recipe)).toBe('The test did not pass: CANCELLED.');
      await none(recipe, 'JUnit report');
    });

    test('told by webhook: whoever calls is not believed', async () => {
      const recipe = await deploy(HOOK, fast());
      dai().set({ runOutcome: 'never' });
      await press(recipe, 'Run');
      const { payload } = await next(recipe, 'Started');
      const config = `?config=${dai().testConfigId}`;
      for (const claim of [{ ...(payload as object), status: 'PASSED' }, {}, { a: ['PASSED'] }]) {
        await callHook(config, claim);
        expect(await failure(recipe)).toContain('names no run of this test config that has ended');
      }
      const before = dai().stats().apiRequests;
      for (const query of ['', '?config=../../auth', `${config}&config=x`]) {
        await callHook(query, {});
        expect(await failure(recipe)).toContain('Let DAI call /dai-run-ended?config=');
      }
      expect(dai().stats().apiRequests).toBe(before);
      await none(recipe, 'Passed');
    });

    test('stories: all pages of those that the filter chooses', async () => {
      const recipe = await deploy(STORIES, { where: "Status.Name='None'", size: 2 });
      await press(recipe, 'Run');

      expect((await next(recipe, 'Stories')).payload).toEqual([
        expect.objectContaining({ name: 'Reset the password', status: 'None' }),
        expect.objectContaining({ name: 'Change the address', status: 'None' }),
        expect.objectContaining({ name: 'Pay', status: 'None' }),
      ]);
      expect(counts(recipe)).toBe(callsInDocs(STORIES, 'Node-RED'));
    });

    test.each([
      ["Status.Name='Done'", 2],
      ["Status.Name='No such status'", 0],
    ])('stories: %s needs one page only', async (where, count) => {
      const recipe = await deploy(STORIES, { where });
      await press(recipe, 'Run');

      expect((await next(recipe, 'Stories')).payload).toHaveLength(count);
      expect(counts(recipe)).toBe('0 + 1');
    });

    test('a defect is created from a message, and updated', async () => {
      const recipe = await deploy(DEFECT, { project: '0', defect: '2006' });
      const read = async (id: string) => {
        const { baseUrl, accessToken } = host.sandbox.vendors.agility;
        const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
        const answer = await fetch(`${baseUrl}/rest-1.v1/Data/Defect/${id}`, { headers });
        return JSON.stringify(await answer.json());
      };
      await press(recipe, 'Create');
      const { id } = (await next(recipe, 'Defect')).payload as { id: string };
      await press(recipe, 'Update');
      await next(recipe, 'Defect');
      expect(counts(recipe)).toBe(callsInDocs(DEFECT, 'Node-RED'));

      const created = await read(id.split(':')[1]!);
      expect(created).toContain('The printer is on fire');
      expect(created).toContain('Seen this morning in the hall.');
      expect(await read('2006')).toContain('The fire is out.');
    });

    test('a CNAME is added, is in the exported zone, and is not added twice', async () => {
      const file = path.join(files, 'zone');
      const recipe = await deploy(ZONE, { zoneId: '11', file });
      await press(recipe, 'Add');
      await next(recipe, 'Added');
      await press(recipe, 'Export');
      await next(recipe, 'Keep the zone');
      expect(counts(recipe)).toBe(callsInDocs(ZONE, 'Node-RED'));
      await eventually(() =>
        expect(written('zone')).toContain('www2.example.com. 3600 IN CNAME server.example.com.'),
      );

      await press(recipe, 'Add');
      expect(await failure(recipe)).toContain('Domain already exists');
    });

    test('applications of the last day are read, and no older ones', async () => {
      const recipe = await deploy(DAILY);
      expect(recipe.flow.find(({ type }) => type === 'inject')!['crontab']).toBe('00 07 * * *');
      await press(recipe, 'Every day at 7');

      expect((await next(recipe, 'New applications')).payload).toEqual([
        expect.objectContaining({ id: 7001 }),
      ]);
      expect(counts(recipe)).toBe(callsInDocs(DAILY, 'Node-RED'));
    });

    test('the status of an application is changed, and its attachments are downloaded', async () => {
      const recipe = await deploy(APPLICATION, { application: '7001', newStatus: '2' });
      await press(recipe, 'Change');
      expect((await next(recipe, 'Changed'))['statusCode']).toBe(204);
      await press(recipe, 'Download');
      await next(recipe, 'Keep it');
      expect(counts(recipe)).toBe(callsInDocs(APPLICATION, 'Node-RED'));
      await eventually(() => expect(written('application-7001-9001.pdf')).toMatch(/^%PDF-/));
    });

    test.each([
      [{ application: '7001', newStatus: '99' }, 'The application status does not exist'],
      [{ application: '1', newStatus: '2' }, 'Access denied or object not found'],
    ])('what d.vinci refuses is told in its words: %j', async (values, words) => {
      const recipe = await deploy(APPLICATION, values);
      await press(recipe, 'Change');
      expect(await failure(recipe)).toContain(words);
      await none(recipe, 'Changed');
    });

    test('any vendor: all pages, JSON, and a file', async () => {
      const upload = path.join(folder, 'd.vinci.json');
      const recipe = await deploy(ANY, {
        filename: upload,
        url: 'sandbox/echo',
        'All pages.url': 'sandbox/items?page=1',
      });
      await press(recipe, 'POST JSON');
      expect((await next(recipe, 'Answer')).payload).toMatchObject({
        method: 'POST',
        contentType: 'application/json',
        body: '{"name":"New"}',
      });
      await press(recipe, 'Upload a file');
      const { contentType, body } = (await next(recipe, 'Answer')).payload as Record<
        string,
        string
      >;
      expect(contentType).toMatch(/^multipart\/form-data; boundary=/);
      expect(body).toContain('name="file"; filename="d.vinci.json"');
      expect(body).toContain(readFileSync(upload, 'utf8'));

      await press(recipe, 'All pages');
      expect((await next(recipe, 'Answer')).payload).toEqual(
        [1, 2, 3, 4, 5, 6].map((id) => ({ id })),
      );
      expect(counts(recipe)).toBe(callsInDocs(ANY, 'Node-RED'));
    });
  });
}

/** As if somebody had entered these values. */
function filledIn(inject: FlowNode, values: Values): FlowNode {
  const props = (inject['props'] as { p: string; v: string }[]).map((prop) => {
    const value = values[`${String(inject['name'])}.${prop.p}`] ?? values[prop.p];
    return value === undefined ? prop : { ...prop, v: String(value) };
  });
  return { ...inject, props };
}

/** A file node tells nobody when it has written. */
async function eventually(holds: () => void): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  for (;;) {
    try {
      return holds();
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
