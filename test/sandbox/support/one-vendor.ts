import { type Sandbox, startSandbox, type VendorId } from '../../../sandbox';
import { TurnedClock } from './turned-clock';
import { VendorClient } from './vendor-client';

/** A sandbox for the tests of a file, reset before each, with a client for one of its vendors. */
export function useVendor<TId extends VendorId>(id: TId) {
  const clock = new TurnedClock();
  let sandbox: Sandbox;
  let client: VendorClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ clock });
    client = new VendorClient(sandbox.vendors[id]);
  });
  beforeEach(() => sandbox.vendors[id].reset());
  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });

  return {
    clock,
    get sandbox() {
      return sandbox;
    },
    get vendor() {
      return sandbox.vendors[id];
    },
    get client() {
      return client;
    },
  };
}
