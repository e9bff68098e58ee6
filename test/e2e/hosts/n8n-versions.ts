import { join } from 'node:path';

import {
  installedN8n,
  installN8n,
  N8N_VERSION,
  type N8nInstallation,
  type WantedN8n,
} from '../n8n/install';
import { projectRoot } from '../support/project';

/** An n8n of the matrix. */
export interface MatrixN8n {
  readonly version: string;
  /** Whether it stores a token without replacing what was typed, as n8n does from 2.34.0 on. */
  readonly storesTokens: boolean;
  /** Why it cannot be installed, if it cannot. */
  readonly unavailable?: string;
  /** Its place in a short run: the newest, the oldest, and the two around 2.34.0. */
  readonly shortPlace?: number;
}

/** The first and the last 1.123, the first 2.x, both sides of 2.34.0, and the one of all other runs. */
export const MATRIX_N8NS: readonly MatrixN8n[] = [
  { version: '1.123.0', storesTokens: false, shortPlace: 2 },
  { version: '1.123.81', storesTokens: false },
  { version: '2.0.3', storesTokens: false },
  { version: '2.33.7', storesTokens: false, shortPlace: 3 },
  {
    version: '2.34.0',
    storesTokens: true,
    unavailable:
      'packages that each 2.34 depends on are not to be had any more, such as @n8n/agents 0.19.0; 2.35.7 stands in for it',
  },
  { version: '2.35.7', storesTokens: true, shortPlace: 4 },
  { version: N8N_VERSION, storesTokens: true, shortPlace: 1 },
];

/** Those of a short run, the most telling one first: time may not suffice for all. */
export const SHORT_N8NS: readonly MatrixN8n[] = MATRIX_N8NS.filter(
  ({ shortPlace }) => shortPlace !== undefined,
).sort((one, other) => (one.shortPlace ?? 0) - (other.shortPlace ?? 0));

function wantedN8n(version: string): WantedN8n {
  const folder = process.env['VENDOR_AUTH_HOSTS_DIR'] ?? join(projectRoot, 'build', 'hosts');
  return { version, home: join(folder, `n8n-${version}`) };
}

/** The installation of that version, if it is there: that of all other runs counts as well. */
export function presentN8n(version: string): N8nInstallation | undefined {
  const usual = version === N8N_VERSION ? installedN8n() : undefined;
  return installedN8n(wantedN8n(version)) ?? usual;
}

/**
 * The installation of that version in `$VENDOR_AUTH_HOSTS_DIR`, or else in `build/hosts`; or the reason why
 * there is none. It is installed first if that is `wanted`.
 */
export async function installationOf(
  { version, unavailable }: MatrixN8n,
  wanted: boolean,
  report: (line: string) => void,
): Promise<N8nInstallation | string> {
  const present = presentN8n(version);
  if (present !== undefined) return present;
  if (unavailable !== undefined) return `cannot be installed: ${unavailable}`;
  const its = wantedN8n(version);
  if (!wanted) return `not installed in ${its.home}; --install installs it (8 minutes, 2.2 GB)`;
  try {
    return await installN8n(report, its);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
