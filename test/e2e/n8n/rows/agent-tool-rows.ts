import { exactly, says } from '../../support/checks';
import { McpClient } from '../mcp-client';
import { PACKAGE_NAME } from '../package';
import type { Report } from '../report';
import type { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import { type AgentTool, requestTool, toolWorkflow, type StoredCredential } from '../workflows';
import { echoUrl } from './row';

const CALLS = 10;
const TRIGGER_PATH = 'vendor-tools';

interface VendorTools {
  vendorCase: VendorCase;
  credential: StoredCredential;
  request: AgentTool;
  check: AgentTool;
}

/**
 * Offers the HTTP Request Tool and our own node as tools over MCP, and calls them as an agent does:
 * several at once, without a process of its own.
 */
export async function checkAgentTools(
  stage: Stage,
  cases: VendorCase[],
  report: Report,
): Promise<void> {
  const offered: VendorTools[] = [];
  for (const vendorCase of cases) offered.push(await toolsOf(stage, vendorCase));
  const client = await offer(stage, offered);
  for (const { vendorCase, credential, request, check } of offered) {
    await report.measure(
      'HTTP Request Tool of an AI agent, 10 calls, cold',
      vendorCase.id,
      async () => {
        const secret = stage.freshSecret(vendorCase);
        await stage.edit(credential, { [vendorCase.secretField]: secret });
        let answers: string[] = [];
        const seen = await stage.traffic(vendorCase, async () => {
          const calls = Array.from({ length: CALLS }, () => client.callTool(request.name));
          answers = await Promise.all(calls);
        });
        stage.shownTexts.push(...answers);
        const good = answers.filter((answer) => answer.includes('bearerTokenSha256'));
        return [
          exactly('token requests', vendorCase.requestsTokens ? 1 : 0, seen.tokenRequests),
          exactly('requests to the API', CALLS, seen.itemRequests),
          exactly('calls that succeed', CALLS, good.length),
        ];
      },
    );
    await report.measure('node Vendor Token as a tool of an AI agent', vendorCase.id, async () => {
      const answer = await client.callTool(check.name);
      stage.shownTexts.push(answer);
      return [says('answer', ['accepted'], answer)];
    });
  }
}

async function toolsOf(stage: Stage, vendorCase: VendorCase): Promise<VendorTools> {
  const credential = await stage.credential(vendorCase, vendorCase.fields());
  const name = vendorCase.id.replace(/-/g, '_');
  return {
    vendorCase,
    credential,
    request: requestTool(`call_${name}`, credential, echoUrl(vendorCase)),
    check: {
      name: `check_${name}`,
      credential,
      node: {
        type: `${PACKAGE_NAME}.vendorTokenTool`,
        typeVersion: 1,
        parameters: { credentialType: vendorCase.credentialType, operation: 'check' },
      },
    },
  };
}

async function offer(stage: Stage, offered: VendorTools[]): Promise<McpClient> {
  const workflow = toolWorkflow({
    name: 'Tools of all vendors',
    path: TRIGGER_PATH,
    tools: offered.flatMap(({ request, check }) => [request, check]),
  });
  const id = await stage.rest.createWorkflow(workflow);
  return await McpClient.connect(await stage.rest.publishWorkflow(id, `mcp/${TRIGGER_PATH}`));
}
