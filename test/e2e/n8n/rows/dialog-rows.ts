import type { Browser, Locator, Page } from 'playwright-core';

import { fieldsOf, isFieldShown } from '../../../../core';
import { VENDOR_OF } from '../../../../nodes/vendorToken/credential-types';
import { type Check, equal, exactly, says } from '../../support/checks';
import { chromiumPath, fieldValues, launchBrowser, NO_CHROMIUM } from '../../support/browser';
import { signInToEditor } from '../editor-page';
import { searchForLeaks } from '../leaks';
import { takePicture } from '../pictures';
import type { Report } from '../report';
import type { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import type { StoredCredential } from '../workflows';

const TITLE =
  'the form of the credential in a browser, tested with the right and with a wrong secret';

/** Opens each credential in n8n's editor, as a person does, and looks at what the browser gets. */
export async function checkCredentialForms(
  stage: Stage,
  n8nUrl: string,
  cases: VendorCase[],
  report: Report,
): Promise<void> {
  const executable = chromiumPath();
  if (executable === undefined) {
    report.leaveOut('forms in a browser', NO_CHROMIUM);
    return;
  }
  const browser = await launchBrowser(executable);
  try {
    const editor = await CredentialEditor.signIn(browser, n8nUrl);
    for (const vendorCase of cases) {
      await report.measure(TITLE, vendorCase.id, () =>
        checkForm(stage, editor, vendorCase, takeFormPicture),
      );
    }
  } finally {
    await browser.close();
  }
}

/** The same for one credential, in a browser of its own. */
export async function checkCredentialForm(
  stage: Stage,
  n8nUrl: string,
  vendorCase: VendorCase,
  executable: string,
): Promise<Check[]> {
  const browser = await launchBrowser(executable);
  try {
    return await checkForm(stage, await CredentialEditor.signIn(browser, n8nUrl), vendorCase);
  } finally {
    await browser.close();
  }
}

async function checkForm(
  stage: Stage,
  editor: CredentialEditor,
  vendorCase: VendorCase,
  whenTested: (form: Locator, vendorCase: VendorCase) => Promise<void> = () => Promise.resolve(),
): Promise<Check[]> {
  const values = vendorCase.fields(stage.freshSecret(vendorCase));
  const credential = await stage.credential(vendorCase, values);
  const form = await editor.open(credential);
  await form.getByText('Connection tested successfully').waitFor();
  const shown = await editor.fieldNames(form);
  await whenTested(form, vendorCase);
  const iconWidth = await form.locator('img').first().evaluate(naturalWidth);

  await form
    .locator(`[data-test-id="parameter-input-${vendorCase.secretField}"] input`)
    .fill(WRONG);
  await form.locator('[data-test-id="credential-save-button"]').click();
  await form.getByText('Couldn’t connect with these settings').waitFor();
  const message = await form.innerText();
  stage.shownTexts.push(message);

  const secrets = [...stage.secrets, ...vendorCase.vendor.issuedTokens()];
  return [
    equal('fields', fieldNamesOf(vendorCase, values).join(', '), shown.join(', ')),
    exactly('icons that do not show', 0, iconWidth > 0 ? 0 : 1),
    says('message for a wrong secret', [vendorCase.secretName], message),
    ...searchForLeaks(await editor.places(), secrets),
  ];
}

async function takeFormPicture(form: Locator, { id, vendor }: VendorCase): Promise<void> {
  // A second login of a vendor has the same form.
  if (id !== vendor.id) return;
  await takePicture(form, id);
}

const WRONG = 'certainly-not-the-secret';

/** Our own field that is none of the vendor's. */
const MORE_OPTIONS = 'moreOptions';

/** n8n's own field, which every credential has that HTTP Request nodes may use. */
const OWN_FIELD = 'allowedHttpRequestDomains';

function fieldNamesOf(vendorCase: VendorCase, values: Record<string, unknown>): string[] {
  const vendor = VENDOR_OF[vendorCase.credentialType];
  if (vendor === undefined) throw new Error(`Whose is ${vendorCase.credentialType}?`);
  const fields = fieldsOf(vendor);
  const valueOf = (name: string) => {
    const value = values[name] ?? fields.find((field) => field.name === name)?.default;
    return typeof value === 'string' ? value : '';
  };
  const shown = fields.filter((field) => field.group === undefined && isFieldShown(field, valueOf));
  // The fields of a group show when More Options asks for them.
  return [...shown.map(({ name }) => name), MORE_OPTIONS];
}

function naturalWidth(image: unknown): number {
  return (image as { naturalWidth: number }).naturalWidth;
}

/** n8n's editor in a browser, and all that this has got from n8n. */
class CredentialEditor {
  private readonly answers: Promise<string>[] = [];

  private constructor(
    private readonly page: Page,
    private readonly n8nUrl: string,
  ) {
    page.on('response', (response) => {
      if (response.url().includes('/rest/')) this.answers.push(response.text().catch(() => ''));
    });
  }

  static async signIn(browser: Browser, n8nUrl: string): Promise<CredentialEditor> {
    let editor: CredentialEditor | undefined;
    await signInToEditor(browser, n8nUrl, (page) => {
      editor = new CredentialEditor(page, n8nUrl);
    });
    const signedIn = editor as unknown as CredentialEditor;
    // As high as the longest form, for its picture.
    await signedIn.page.setViewportSize({ width: 1200, height: 2100 });
    return signedIn;
  }

  /** The form of a saved credential, which n8n tests as it opens. */
  async open({ id }: StoredCredential): Promise<Locator> {
    await this.page.goto(`${this.n8nUrl}/home/credentials/${id}`);
    const form = this.page.locator('[data-test-id="editCredential-modal"]');
    await form.waitFor();
    return form;
  }

  /** In the order of the form. */
  async fieldNames(form: Locator): Promise<string[]> {
    const inputs = form.locator('[data-test-id^="parameter-input-"]:not([data-test-id$="-field"])');
    const ids = await inputs.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('data-test-id') ?? ''),
    );
    const names = ids.map((id) => id.replace('parameter-input-', ''));
    return names.filter((name) => name !== OWN_FIELD);
  }

  async places() {
    return [
      { name: 'page', text: await this.page.content() },
      { name: 'fields', text: await fieldValues(this.page) },
      { name: 'answers', text: (await Promise.all(this.answers)).join('\n') },
    ];
  }
}
