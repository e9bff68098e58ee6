import type { FlowNode } from '../../demo/node-red-host';
import { sandboxConfiguration } from '../../demo/sandbox-configuration';
import type { SandboxVendor } from '../../sandbox';

const TAB = 'tab';
const AUTH = 'auth';

/** A way from an HTTP request to Node-RED to its answer, at a path of its own. */
export interface Route {
  readonly path: string;
  /** As the table calls it. */
  readonly what: string;
}

export const ROUTES = {
  plain: { path: '/plain', what: 'function' },
  bearer: { path: '/bearer', what: 'vendor-auth-bearer, function' },
  pasted: { path: '/pasted', what: 'token pasted by hand, http request, function' },
  bearerRequest: { path: '/bearer-request', what: 'vendor-auth-bearer, http request, function' },
  vendorRequest: { path: '/vendor-request', what: 'vendor-auth-request, function' },
} satisfies Record<string, Route>;

/**
 * The flows of all routes. Each ends in a function that empties the headers, so that an answer holds
 * neither a token nor what the vendor's API said.
 *
 * @param pastedToken - a token that is good for as long as the measurement takes
 */
export function routeFlows(vendor: SandboxVendor, pastedToken: string): FlowNode[] {
  const url = `${vendor.baseUrl}${vendor.protectedPath}`;
  const paste = `msg.headers = { authorization: ${JSON.stringify(`Bearer ${pastedToken}`)} }; return msg;`;
  return [
    { id: TAB, type: 'tab', label: 'Benchmark' },
    sandboxConfiguration(vendor, AUTH),
    ...chain(ROUTES.plain.path),
    ...chain(ROUTES.bearer.path, bearer()),
    ...chain(ROUTES.pasted.path, { type: 'function', func: paste, outputs: 1 }, httpRequest(url)),
    ...chain(ROUTES.bearerRequest.path, bearer(), httpRequest(url)),
    ...chain(ROUTES.vendorRequest.path, {
      type: 'vendor-auth-request',
      auth: AUTH,
      method: 'GET',
      url,
      ret: 'txt',
      version: 1,
    }),
  ];
}

/** Ways to answers for which there is no token yet, of us and of the package that users would pick. */
export function coldRoutes(messageCount: number): Record<'ours' | 'contrib', string> {
  return { ours: `/cold-ours-${messageCount}`, contrib: `/cold-contrib-${messageCount}` };
}

/** Another secret makes another credential, so that no route finds the token of another. */
export function coldSecret(messageCount: number): string {
  return `a-secret-for-${messageCount}-messages`;
}

/** @param withContrib - whether the other package's node is there */
export function coldFlows(
  vendor: Extract<SandboxVendor, { tokenUrl: string }>,
  messageCount: number,
  withContrib: boolean,
): FlowNode[] {
  const { ours, contrib } = coldRoutes(messageCount);
  const auth = `${AUTH}-${messageCount}`;
  const clientSecret = coldSecret(messageCount);
  const contribStep: Step = {
    type: 'oauth2',
    access_token_url: vendor.tokenUrl,
    grant_type: 'client_credentials',
    client_id: vendor.clientId,
    client_secret: clientSecret,
    client_credentials_in_body: true,
    headers: {},
  };
  return [
    sandboxConfiguration({ ...vendor, login: { ...vendor.login, clientSecret } }, auth),
    ...chain(ours, bearer(auth)),
    ...(withContrib ? chain(contrib, contribStep) : []),
  ];
}

type Step = Omit<FlowNode, 'id'> & { readonly type: string };

function bearer(auth = AUTH): Step {
  return { type: 'vendor-auth-bearer', auth, version: 1 };
}

function httpRequest(url: string): Step {
  return { type: 'http request', method: 'GET', url, ret: 'txt', senderr: false };
}

/** `http in`, the steps, a function that empties the headers, `http response`. */
function chain(path: string, ...steps: Step[]): FlowNode[] {
  const empty = "msg.headers = {}; msg.payload = 'ok'; return msg;";
  const nodes: Step[] = [
    { type: 'http in', url: path, method: 'get' },
    ...steps,
    { type: 'function', func: empty, outputs: 1 },
    { type: 'http response', statusCode: '' },
  ];
  return nodes.map((node, index) => ({
    ...node,
    id: `${path.slice(1)}-${index}`,
    z: TAB,
    wires: index === nodes.length - 1 ? [] : [[`${path.slice(1)}-${index + 1}`]],
  }));
}
