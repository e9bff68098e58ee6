import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A node that puts `msg.leak` wherever a node of Node-RED can put a text: what the search must find, or
 * it proves nothing. It ends its message with an error that hides the text once more.
 */
const SOURCE = `
module.exports = function (RED) {
  function PlantedLeak(config) {
    RED.nodes.createNode(this, config);
    const node = this;
    let planted = 0;
    node.on('input', (msg, send, done) => {
      const text = msg.leak;
      node.status({ fill: 'red', shape: 'dot', text });
      node.log(text);
      node.trace(text);
      console.log(text);
      node.context().set('planted' + ++planted, text);
      send(msg);
      const error = new Error(text);
      Object.defineProperty(error, 'hidden', { value: { text } });
      done(error);
    });
  }
  RED.nodes.registerType('planted-leak', PlantedLeak);
};
`;

const PAGE = `
<script type="text/html" data-template-name="planted-leak"></script>
<script type="text/javascript">
  RED.nodes.registerType('planted-leak', { category: 'function', defaults: {}, inputs: 1, outputs: 1 });
</script>
`;

/** Writes the node into a folder that Node-RED is told to look for nodes in. */
export function writePlantedLeakNode(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'planted-leak.js'), SOURCE);
  writeFileSync(path.join(folder, 'planted-leak.html'), PAGE);
}
