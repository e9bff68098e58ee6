import { describeBearer } from './nodes/bearer.suite';

// Each row deploys a flow to a real Node-RED, which takes its time on a busy machine.
jest.setTimeout(60_000);

describe('Node-RED 5', () => {
  describeBearer({ nodeRedModule: 'node-red' });
});
