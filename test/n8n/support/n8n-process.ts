import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ICredentialType } from 'n8n-workflow';
import { HostStorage } from '../../../credentials/shared/host-storage';
import type { HostExports } from '../../../credentials/shared/host-version';
import { vendorLogin } from '../../../credentials/shared/login';
import { TokenKeeper } from '../../../credentials/shared/token-keeper';
import { VENDORS, type Vendor } from '../../../core';
import { VENDOR_OF } from '../../../nodes/vendorToken/credential-types';
import type { SimulatedClock } from '../../core/support/simulated-clock';
import { type CredentialsTable, InMemoryN8n, type Writes } from './in-memory-n8n';
import { waitOn } from './wait-on';

const FOLDER = path.resolve(__dirname, '../../../credentials');
/** End-to-end tests run compiled, without jest. */
const MODULES = readdirSync(FOLDER).filter((file) => /\.credentials\.[jt]s$/.test(file));
const load = createRequire(__filename);

/** The credential types as the package ships them, which share the tokens of this process. */
export function shippedTypes(): ICredentialType[] {
  const typesIn = (file: string) =>
    Object.values(load(path.join(FOLDER, file)) as Record<string, new () => ICredentialType>);
  const types = MODULES.flatMap(typesIn).map((Type) => new Type());
  const placeOf = ({ name }: ICredentialType) =>
    VENDORS.findIndex((one) => one === VENDOR_OF[name]);
  return types.sort((a, b) => placeOf(a) - placeOf(b));
}

/** The one of a vendor. */
export function shippedType(vendorId: string): ICredentialType {
  const type = shippedTypes().find(({ name }) => VENDOR_OF[name]?.id === vendorId);
  if (type !== undefined) return type;
  throw new Error(
    `No class in credentials/*.credentials.ts is one that nodes/vendorToken/credential-types.ts gives to ${vendorId}.`,
  );
}

/** An n8n of another version: what it writes, and what its `n8n-workflow` exports. */
export interface HostKind {
  readonly writes: Writes;
  readonly exports: HostExports;
}

/** An n8n process of its own: it knows no token but those in the table. */
export function newProcess(
  table: CredentialsTable,
  clock: SimulatedClock,
  host?: HostKind,
): InMemoryN8n {
  const storage = new HostStorage(host?.exports);
  const keeper = new TokenKeeper(clock, () => 0.5, waitOn(clock), storage);
  const types = shippedTypes().map((type) =>
    Object.assign(type, vendorLogin(VENDOR_OF[type.name] as Vendor, keeper)),
  );
  return new InMemoryN8n(table, types, host?.writes);
}
