import { useHost } from '../support/host';
import type { NodeRedOptions } from '../support/node-red';
import { describeBearer } from './bearer';
import { describeCatalogue } from './catalogue';
import { describeConfiguration } from './configuration';
import { describeConnections } from './connections';
import { describeCoreParity } from './core-parity';
import { describeHolds } from './holds';
import { describeLeaks } from './leaks';
import { describeLanguage } from './language';
import { describeNews } from './news';
import { describeOrigins } from './origins';
import { describeRecipes } from './recipes';
import { describeRequest } from './request';
import { describeRevoke } from './revoke';
import { describeTestRunRecipes } from './test-run-recipes';
import { describeToken } from './token';
import { describeTokenStore } from './token-store';
import { describeUncloneable } from './uncloneable';

/** Everything that must hold in each Node-RED that the package supports. */
export function describeNodeRed(
  name: string,
  nodeRedModule: NonNullable<NodeRedOptions['nodeRedModule']>,
): void {
  // Each row deploys a flow to a real Node-RED, which takes its time on a busy machine.
  jest.setTimeout(60_000);

  describe(name, () => {
    const host = useHost({ nodeRedModule });
    describeConfiguration(host);
    describeBearer(host);
    describeRequest(host);
    describeCoreParity(host);
    describeOrigins(host);
    describeRevoke(host);
    describeNews(host);
    describeHolds(host);
    describeConnections(host, { nodeRedModule });
    describeLanguage(host, { nodeRedModule });
    describeLeaks(host);
    describeUncloneable(host);
    describeToken(host);
    describeTokenStore(host, { nodeRedModule });
    describeCatalogue(host);
    describeRecipes(host);
    describeTestRunRecipes(host);

    test('through all of this, the process itself had nothing to complain of', () => {
      expect(host.nodeRed.output()).toBe('');
    });
  });
}
