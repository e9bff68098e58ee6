import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { callsInDocs } from '../../support/recipe-calls';
import type { Host } from '../support/host';
import { EXAMPLES, eventually, useRecipes } from '../support/recipes';
import { HOOK, WAITS } from './test-run-recipes';

const STORIES = 'Digital.ai Agility - stories, all pages';
const DEFECT = 'Digital.ai Agility - create and update a defect';
const ZONE = 'DDI Central - add a CNAME, export a zone';
const DAILY = 'd.vinci - new applications every day';
const APPLICATION = 'd.vinci - change a status, download attachments';
const ANY = 'Another vendor - all pages, POST, upload';

/** Each example that does a job: imported as it stands, filled in, and run at the vendors' stand-ins. */
export function describeRecipes(host: Host): void {
  describe('recipes', () => {
    const recipes = useRecipes(host);
    const unfilled = readdirSync(EXAMPLES)
      .map((file) => path.basename(file, '.json'))
      .sort()
      .filter((name) =>
        readFileSync(path.join(EXAMPLES, `${name}.json`), 'utf8').includes('"enter a'),
      );

    test('that change something are known to be such', () => {
      expect(unfilled).toEqual(
        [WAITS, HOOK, DEFECT, ZONE, APPLICATION, ANY, 'Revoke an Agility grant'].sort(),
      );
    });

    test.each(unfilled)('“%s” sends nothing before somebody has entered a value', async (name) => {
      const recipe = await recipes.deploy(name);
      const waiting = recipe.flow.filter((node) => JSON.stringify(node).includes('"enter a'));
      expect(waiting.length).toBeGreaterThan(0);
      for (const { id } of waiting) {
        await host.nodeRed.receive([{ nodeId: id, msg: {} }]);
        expect(await recipe.failure()).toMatch(/^Enter |grant/);
      }
      expect(recipe.vendor.stats()).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
    });

    test('stories: all pages of those that the filter chooses', async () => {
      const recipe = await recipes.deploy(STORIES, { where: "Status.Name='None'", size: 2 });
      await recipe.press('Run');

      expect((await recipe.next('Stories')).payload).toEqual([
        expect.objectContaining({ name: 'Reset the password', status: 'None' }),
        expect.objectContaining({ name: 'Change the address', status: 'None' }),
        expect.objectContaining({ name: 'Pay', status: 'None' }),
      ]);
      expect(recipe.counts()).toBe(callsInDocs(STORIES));
    });

    test.each([
      ["Status.Name='Done'", 2],
      ["Status.Name='No such status'", 0],
    ])('stories: %s needs one page only', async (where, count) => {
      const recipe = await recipes.deploy(STORIES, { where });
      await recipe.press('Run');

      expect((await recipe.next('Stories')).payload).toHaveLength(count);
      expect(recipe.counts()).toBe('0 + 1');
    });

    test('a defect is created from a message, and updated', async () => {
      const recipe = await recipes.deploy(DEFECT, { project: '0', defect: '2006' });
      const read = async (id: string) => {
        const { baseUrl, accessToken } = host.sandbox.vendors.agility;
        const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
        const answer = await fetch(`${baseUrl}/rest-1.v1/Data/Defect/${id}`, { headers });
        return JSON.stringify(await answer.json());
      };
      await recipe.press('Create');
      const { id } = (await recipe.next('Defect')).payload as { id: string };
      await recipe.press('Update');
      await recipe.next('Defect');
      expect(recipe.counts()).toBe(callsInDocs(DEFECT));

      const created = await read(id.split(':')[1]!);
      expect(created).toContain('The printer is on fire');
      expect(created).toContain('Seen this morning in the hall.');
      expect(await read('2006')).toContain('The fire is out.');
    });

    test('a CNAME is added, is in the exported zone, and is not added twice', async () => {
      const file = recipes.file('zone');
      const recipe = await recipes.deploy(ZONE, { zoneId: '11', file });
      await recipe.press('Add');
      await recipe.next('Added');
      await recipe.press('Export');
      await recipe.next('Keep the zone');
      expect(recipe.counts()).toBe(callsInDocs(ZONE));
      await eventually(() =>
        expect(recipes.read('zone')).toContain(
          'www2.example.com. 3600 IN CNAME server.example.com.',
        ),
      );

      await recipe.press('Add');
      expect(await recipe.failure()).toContain('Domain already exists');
    });

    test('applications of the last day are read, and no older ones', async () => {
      const recipe = await recipes.deploy(DAILY);
      expect(recipe.flow.find(({ type }) => type === 'inject')!['crontab']).toBe('00 07 * * *');
      await recipe.press('Every day at 7');

      expect((await recipe.next('New applications')).payload).toEqual([
        expect.objectContaining({ id: 7001 }),
      ]);
      expect(recipe.counts()).toBe(callsInDocs(DAILY));
    });

    test('the status of an application is changed, and its attachments are downloaded', async () => {
      const recipe = await recipes.deploy(APPLICATION, { application: '7001', newStatus: '2' });
      await recipe.press('Change');
      expect((await recipe.next('Changed'))['statusCode']).toBe(204);
      await recipe.press('Download');
      await recipe.next('Keep it');
      expect(recipe.counts()).toBe(callsInDocs(APPLICATION));
      await eventually(() => expect(recipes.read('application-7001-9001.pdf')).toMatch(/^%PDF-/));
    });

    test.each([
      [{ application: '7001', newStatus: '99' }, 'The application status does not exist'],
      [{ application: '1', newStatus: '2' }, 'Access denied or object not found'],
    ])('what d.vinci refuses is told in its words: %j', async (values, words) => {
      const recipe = await recipes.deploy(APPLICATION, values);
      await recipe.press('Change');
      expect(await recipe.failure()).toContain(words);
      await recipe.expectNothingAt('Changed');
    });

    test('any vendor: all pages, JSON, and a file', async () => {
      const upload = path.join(EXAMPLES, 'd.vinci.json');
      const recipe = await recipes.deploy(ANY, {
        filename: upload,
        url: 'sandbox/echo',
        'All pages.url': 'sandbox/items?page=1',
      });
      await recipe.press('POST JSON');
      expect((await recipe.next('Answer')).payload).toMatchObject({
        method: 'POST',
        contentType: 'application/json',
        body: '{"name":"New"}',
      });
      await recipe.press('Upload a file');
      const { contentType, body } = (await recipe.next('Answer')).payload as Record<string, string>;
      expect(contentType).toMatch(/^multipart\/form-data; boundary=/);
      expect(body).toContain('name="file"; filename="d.vinci.json"');
      expect(body).toContain(readFileSync(upload, 'utf8'));

      await recipe.press('All pages');
      expect((await recipe.next('Answer')).payload).toEqual(
        [1, 2, 3, 4, 5, 6].map((id) => ({ id })),
      );
      expect(recipe.counts()).toBe(callsInDocs(ANY));
    });
  });
}
