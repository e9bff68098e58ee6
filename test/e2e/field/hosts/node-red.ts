import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { clientCredentials, fieldsOf, isStoredEncrypted } from '../../../../core';
import type { FlowNode } from '../../../../demo/node-red-host';
import { flowOf } from '../../../node-red/support/flows';
import { NodeRedMatrixHost } from '../../faults/hosts/node-red';
import type { Version } from '../../node-red/node-red';
import { packNodeRedPackage } from '../../support/packages';
import { runOrFail } from '../../support/processes';
import { projectRoot } from '../../support/project';
import type { Call, FieldHost, Login, Outcome } from './field-host';

const ENDS_WITHIN_MS = 60_000;

/** The Node-RED package as it would be published, unpacked where it finds its one dependency. */
export async function unpackNodeRedPackage(): Promise<string> {
  const folder = path.join(projectRoot, 'build', 'e2e', 'field', 'node-red-package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ['-xzf', await packNodeRedPackage(), '-C', folder, '--strip-components=1'];
  await runOrFail('tar', args, { env: process.env, timeoutMs: 30_000 });
  return folder;
}

/** A Node-RED in a process of its own, with a configuration node and a request for each login. */
export class FieldNodeRed implements FieldHost {
  readonly routes = ['request', 'bearer'] as const;
  readonly rowsAtOnce = 60;

  private constructor(private readonly host: NodeRedMatrixHost) {}

  static async start(version: Version, packageDir: string): Promise<FieldNodeRed> {
    return new FieldNodeRed(await NodeRedMatrixHost.start({ version, packageDir }));
  }

  get name(): string {
    return this.host.name;
  }

  async deploy(logins: readonly Login[]): Promise<void> {
    await this.host.deployFlows(flowOf(...logins.flatMap(nodesOf)), 'full');
  }

  async call(login: Login, calls: readonly Call[]): Promise<readonly Outcome[]> {
    await this.host.inject(
      calls.map(({ probe, method, url, tenant }) => ({
        probe,
        nodeId: nodeId(login.route, login, tenant),
        msg: { probe, route: login.route, url, method, payload: '', headers: login.nodeHeaders },
      })),
    );
    const endMs = performance.now() + ENDS_WITHIN_MS;
    for (;;) {
      const endings = calls.map(({ probe }) => this.host.endingsOf(probe));
      if (endings.every((ends) => ends.length > 0)) {
        return endings.map(([end]) => ({
          status: typeof end?.status === 'number' ? end.status : undefined,
          isFailure: end?.end === 'failed',
          says: end?.says ?? '',
        }));
      }
      if (performance.now() > endMs) throw new Error(`Messages of ${login.id} never ended.`);
      await delay(10);
    }
  }

  /** Node-RED has no node for that, nor does any row need one. */
  async check(): Promise<void> {
    throw new Error('Node-RED learns of every answer by itself.');
  }

  async stop(): Promise<void> {
    await this.host.stop();
  }
}

const ENCRYPTED = new Set(
  fieldsOf(clientCredentials)
    .filter(isStoredEncrypted)
    .map(({ name }) => name),
);

function nodeId(kind: string, { id }: Login, tenant?: string): string {
  return [kind, id, tenant].filter(Boolean).join('-');
}

/** Many tenants are many configuration nodes here, each with the request that uses it. */
function nodesOf(login: Login): FlowNode[] {
  if (login.tenants.length === 0) return nodesOfClient(login);
  return login.tenants.flatMap((tenant) => nodesOfClient(login, tenant));
}

function nodesOfClient(login: Login, tenant?: string): FlowNode[] {
  const auth = nodeId('auth', login, tenant);
  const all = Object.entries({ ...login.fields, ...(tenant && { clientId: tenant }) });
  const part = (isEncrypted: boolean) =>
    Object.fromEntries(all.filter(([name]) => ENCRYPTED.has(name) === isEncrypted));
  const configuration: FlowNode = {
    id: auth,
    type: 'vendor-auth',
    name: login.id,
    vendor: 'client-credentials',
    version: 1,
    ...part(false),
    credentials: part(true),
  };
  const request = { method: 'use', ret: 'obj', senderr: true, headers: [] };
  if (login.route === 'request') {
    return [
      configuration,
      {
        id: nodeId('request', login, tenant),
        type: 'vendor-auth-request',
        auth,
        version: 1,
        ...request,
        wires: [['answers']],
      },
    ];
  }
  const bearer = nodeId('bearer', login, tenant);
  const http = nodeId('http', login, tenant);
  return [
    configuration,
    { id: bearer, type: 'vendor-auth-bearer', auth, version: 1, wires: [[http], ['answers']] },
    { id: http, type: 'http request', ...request, ...tlsOf(login), wires: [[bearer]] },
    ...tlsNodeOf(login),
  ];
}

/** The core node knows nothing of our login's certificate: it has a configuration node of its own. */
function tlsOf(login: Login): object {
  return login.fields['clientCertificate'] === undefined ? {} : { tls: nodeId('tls', login) };
}

function tlsNodeOf(login: Login): FlowNode[] {
  const { clientCertificate: certdata, clientKey: keydata, caCertificate: cadata } = login.fields;
  if (certdata === undefined) return [];
  const credentials = { certdata, keydata, cadata };
  const id = nodeId('tls', login);
  // As the dialog stores it: Node-RED 4.1 does not load one without these.
  const files = { cert: '', key: '', ca: '', servername: '' };
  return [{ id, type: 'tls-config', verifyservercert: true, ...files, credentials }];
}
