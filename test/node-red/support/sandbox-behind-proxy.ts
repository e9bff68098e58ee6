import { type Sandbox, startSandbox } from '../../../sandbox';
import { type ForwardProxy, startForwardProxy } from './forward-proxy';

/** The vendors and a proxy that leads to them, for all tests of one block. */
export function useSandboxAndProxy(): { readonly sandbox: Sandbox; readonly proxy: ForwardProxy } {
  let sandbox: Sandbox;
  let proxy: ForwardProxy;
  beforeAll(async () => {
    sandbox = await startSandbox();
    proxy = await startForwardProxy();
  });
  afterAll(async () => {
    await proxy?.close();
    await sandbox?.close();
  });
  return {
    get sandbox() {
      return sandbox;
    },
    get proxy() {
      return proxy;
    },
  };
}
