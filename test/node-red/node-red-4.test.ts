import { describeNodeRed } from './suites';

describeNodeRed('Node-RED 4.1', 'node-red-4');
