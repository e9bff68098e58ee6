import type { ICredentialType } from 'n8n-workflow';
import { AgilityApi } from '../../../credentials/AgilityApi.credentials';
import { ClientCredentialsApi } from '../../../credentials/ClientCredentialsApi.credentials';
import { DdiCentralApi } from '../../../credentials/DdiCentralApi.credentials';
import { DvinciApi } from '../../../credentials/DvinciApi.credentials';
import { EggplantDaiApi } from '../../../credentials/EggplantDaiApi.credentials';
import { HostStorage } from '../../../credentials/shared/host-storage';
import type { HostExports } from '../../../credentials/shared/host-version';
import { vendorLogin } from '../../../credentials/shared/login';
import { TokenKeeper } from '../../../credentials/shared/token-keeper';
import type { Vendor } from '../../../core';
import { VENDOR_OF } from '../../../nodes/vendorToken/credential-types';
import type { SimulatedClock } from '../../core/support/simulated-clock';
import { type CredentialsTable, InMemoryN8n, type Writes } from './in-memory-n8n';
import { waitOn } from './wait-on';

/** The credential types as the package ships them, which share the tokens of this process. */
export function shippedTypes(): ICredentialType[] {
  return [
    new EggplantDaiApi(),
    new DdiCentralApi(),
    new DvinciApi(),
    new AgilityApi(),
    new ClientCredentialsApi(),
  ];
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
