import { readdirSync } from 'node:fs';
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
const MODULES = readdirSync(FOLDER).filter((file) => file.endsWith('.credentials.ts'));

/** The credential types as the package ships them, which share the tokens of this process. */
export function shippedTypes(): ICredentialType[] {
  const load = (file: string) =>
    Object.values(
      jest.requireActual<Record<string, new () => ICredentialType>>(path.join(FOLDER, file)),
    );
  const types = MODULES.flatMap(load).map((Type) => new Type());
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
