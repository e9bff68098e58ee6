import { describeNodeRed } from './suites';

describeNodeRed('Node-RED 5', 'node-red');
