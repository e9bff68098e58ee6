import { exactly, type Check } from '../checks';
import { McpClient } from '../mcp-client';
import type { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import { requestTool, toolWorkflow } from '../workflows';
import { echoUrl } from './row';

export const AGENT_TOOL_TITLE = 'HTTP Request Tool of an AI agent, 10 calls, cold';

const CALLS = 10;

/** Offers one HTTP Request Tool per vendor and calls each ten times at once, as agents do. */
export async function checkAgentTools(
  stage: Stage,
  cases: VendorCase[],
  report: (vendorCase: VendorCase, checks: () => Promise<Check[]>) => Promise<void>,
): Promise<void> {
  const tools = [];
  for (const vendorCase of cases) {
    const credential = await stage.credential(vendorCase, vendorCase.fields());
    tools.push({ vendorCase, credential, name: vendorCase.id.replace(/-/g, '_') });
  }
  const path = 'vendor-tools';
  const workflow = toolWorkflow({
    name: 'Tools of all vendors',
    path,
    tools: tools.map(({ name, credential, vendorCase }) =>
      requestTool(name, credential, echoUrl(vendorCase)),
    ),
  });
  const address = await stage.rest.publishWorkflow(
    await stage.rest.createWorkflow(workflow),
    `mcp/${path}`,
  );
  const client = await McpClient.connect(address);
  for (const { vendorCase, credential, name } of tools) {
    await report(vendorCase, async () => {
      const secret = stage.freshSecret(vendorCase);
      await stage.edit(credential, { [vendorCase.secretField]: secret });
      let answers: string[] = [];
      const seen = await stage.traffic(vendorCase, async () => {
        answers = await Promise.all(Array.from({ length: CALLS }, () => client.callTool(name)));
      });
      stage.shownTexts.push(...answers);
      const good = answers.filter((answer) => answer.includes('bearerTokenSha256'));
      return [
        exactly('token requests', vendorCase.requestsTokens ? 1 : 0, seen.tokenRequests),
        exactly('requests to the API', CALLS, seen.itemRequests),
        exactly('calls that succeed', CALLS, good.length),
      ];
    });
  }
}
