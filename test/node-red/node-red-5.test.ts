import { describeBearer } from './suites/bearer';
import { describeRequest } from './suites/request';
import { useHost } from './support/host';

// Each row deploys a flow to a real Node-RED, which takes its time on a busy machine.
jest.setTimeout(60_000);

describe('Node-RED 5', () => {
  const host = useHost({ nodeRedModule: 'node-red' });
  describeBearer(host);
  describeRequest(host);
});
