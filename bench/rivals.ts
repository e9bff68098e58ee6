import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../tools/npm';

const VERSIONS = { '@badgateway/oauth2-client': '3.3.1', 'node-red-contrib-oauth2': '6.2.1' };

/** As much of @badgateway/oauth2-client as is measured. */
export interface Badgateway {
  OAuth2Client: new (settings: {
    tokenEndpoint: string;
    clientId: string;
    clientSecret: string;
    authenticationMethod: 'client_secret_post';
  }) => { clientCredentials(): Promise<BadgatewayToken> };
  OAuth2Fetch: new (options: {
    client: object;
    getNewToken: () => Promise<BadgatewayToken>;
    scheduleRefresh: false;
  }) => {
    mw(): (request: Request, next: (request: Request) => Promise<Response>) => Promise<Response>;
  };
}

interface BadgatewayToken {
  readonly accessToken: string;
}

/** What a user would take today in our place, and how the table calls it. */
export interface Rivals {
  readonly badgateway: Badgateway;
  readonly badgatewayName: string;
  /** Folder with the nodes of node-red-contrib-oauth2. */
  readonly contribNodesDir: string;
  readonly contribName: string;
}

/**
 * Installs the others' packages below build/, without running their scripts.
 *
 * @returns undefined, having said why, if npm cannot have them
 */
export async function installRivals(projectDir: string): Promise<Rivals | undefined> {
  const folder = path.join(projectDir, 'build', 'bench-rivals');
  const modules = path.join(folder, 'node_modules');
  const specs = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  const [badgatewayName, contribName] = specs as [string, string];
  try {
    if (!existsSync(path.join(folder, 'installed'))) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
      npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', ...specs], folder);
      writeFileSync(path.join(folder, 'installed'), '');
    }
  } catch (error) {
    console.error(`NOT MEASURED: ${specs.join(', ')}. ${String(error)}`);
    return undefined;
  }
  // By its path: it is no dependency of ours, so that nothing here could resolve its name.
  const entry = path.join(modules, '@badgateway', 'oauth2-client', 'dist', 'index.js');
  return {
    badgateway: (await import(entry)) as Badgateway,
    badgatewayName,
    contribNodesDir: path.join(modules, 'node-red-contrib-oauth2', 'src'),
    contribName,
  };
}
