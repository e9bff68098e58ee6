/**
 * `npm run start:n8n`: a real n8n with our packed package, credentials for the sandbox's vendors and
 * the example workflows, until Ctrl-C. What is changed in it stays for the next start.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type Sandbox, startSandbox } from '../sandbox';
import { fixedPorts, takenPort } from '../sandbox/ports';
import { type AtTheEnd, withCleanup } from '../test/e2e/n8n/cleanup';
import { type ImportedCredential, N8nHost } from '../test/e2e/n8n/host';
import { installN8n } from '../test/e2e/n8n/install';
import { packPackage } from '../test/e2e/n8n/package';
import { endWithEverythingStarted } from '../test/e2e/support/processes';
import { projectRoot } from '../test/e2e/support/project';
import { N8nRest, OWNER } from '../test/e2e/n8n/rest';
import type { Workflow } from '../test/e2e/n8n/workflows';
import { exampleAt, exampleNames, filledIn, isRecipe } from './example-workflows';
import { demoCredentials } from './n8n-credentials';

const N8N_PORT = 5678;

async function main(atTheEnd: AtTheEnd): Promise<void> {
  endWithEverythingStarted();
  const tarball = await packPackage();
  const installation = await installN8n((line) => console.log(line));
  const sandbox = await startOnFixedPorts();
  atTheEnd(() => sandbox.close());
  const userFolder = join(projectRoot, 'build', 'n8n-demo');
  await mkdir(userFolder, { recursive: true });
  const host = await N8nHost.create({ installation, tarball, userFolder });
  console.log('putting credentials and example workflows in place');
  const credentials = demoCredentials(sandbox);
  const workflows = exampleNames().map((name) => exampleAt(sandbox, name));
  await host.importCredentials(credentials);
  await host.importWorkflows(
    workflows.map((one) => (isRecipe(one) ? withLogins(one, sandbox, credentials) : one)),
  );
  console.log('starting n8n');
  const n8n = await host.startServer({ port: N8N_PORT });
  atTheEnd(() => n8n.process.stop());
  await N8nRest.signIn(n8n.url, installation);
  console.log(greeting(n8n.url, workflows, credentials));
  // Ctrl-C ends n8n, and that ends this.
  await n8n.process.ended;
}

async function startOnFixedPorts(): Promise<Sandbox> {
  try {
    return await startSandbox({ ports: fixedPorts });
  } catch (error) {
    const taken = takenPort(error);
    throw taken === undefined ? error : new Error(taken, { cause: error });
  }
}

/** A recipe with the sandbox's logins. What cannot be undone still waits for a value. */
function withLogins(recipe: Workflow, sandbox: Sandbox, all: ImportedCredential[]): Workflow {
  return filledIn(recipe, sandbox, (type) => {
    const found = all.find((credential) => credential.type === type);
    if (found === undefined) throw new Error(`There is no credential of the type ${type}.`);
    return { id: found.id, name: found.name };
  });
}

function greeting(url: string, workflows: Workflow[], credentials: ImportedCredential[]): string {
  const list = (names: string[]) => names.map((name) => `  - ${name}`).join('\n');
  return [
    '',
    `n8n with vendor-auth: ${url}`,
    `Log in as ${OWNER.email} with the password ${OWNER.password}`,
    'Workflows:',
    list(workflows.map(({ name }) => name)),
    'Credentials, all for the sandbox on this machine:',
    list(credentials.map(({ name }) => name)),
    'Ctrl-C ends n8n and the sandbox.',
  ].join('\n');
}

withCleanup(main).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
