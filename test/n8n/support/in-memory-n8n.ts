import { ExecuteContext, LoadOptionsContext, RoutingNode } from 'n8n-core';
import {
  createEmptyRunExecutionData,
  getCredentialOwnRequestAllowedDomains,
  type ICredentialsHelper,
  isExpression,
  NodeHelpers,
  Workflow,
  type ICredentialDataDecryptedObject,
  type ICredentialType,
  type IDataObject,
  type IExecuteFunctions,
  type IHttpRequestHelper,
  type IHttpRequestOptions,
  type ILoadOptionsFunctions,
  type INode,
  type INodeCredentialsDetails,
  type INodeExecutionData,
  type INodeListSearchResult,
  type INodeParameters,
  type INodeType,
  type IWorkflowExecuteAdditionalData,
  type WorkflowExecuteMode,
} from 'n8n-workflow';

/** What the HTTP Request node makes of its form, in n8n's older dialect. */
export type LegacyRequest = IDataObject & { uri: string };

/** What n8n answers to the Test button. */
export interface CredentialTestResult {
  status: 'OK' | 'Error';
  message: string;
}

/** The credentials table of n8n's database, which several processes may share. */
export class CredentialsTable {
  private readonly rows = new Map<string, IDataObject>();
  writes = 0;

  save(id: string, data: IDataObject): void {
    this.rows.set(id, structuredClone(data));
  }

  has(id: string): boolean {
    return this.rows.has(id);
  }

  read(id: string): IDataObject {
    const row = this.rows.get(id);
    if (row === undefined) throw new Error(`There is no credential ${id}.`);
    return structuredClone(row);
  }

  write(id: string, data: IDataObject): void {
    this.writes++;
    this.save(id, data);
  }
}

/** What n8n writes when `preAuthentication` returned something: the keys of that, or the credential. */
export type Writes = 'what was returned' | 'the whole credential';

/**
 * One n8n process as far as a credential type sees it: n8n-core's own request helpers and execution
 * context, over a credentials helper that does what n8n's `credentials-helper` does, from 2.34.0 on or before.
 */
export class InMemoryN8n {
  /** What nodes have told the person who looks at their output. */
  readonly hints: string[] = [];
  private readonly types = new Map<string, ICredentialType>();
  private readonly nodeTypes = new Map<string, INodeType>();

  constructor(
    readonly table: CredentialsTable,
    credentialTypes: readonly ICredentialType[],
    private readonly writes: Writes = 'what was returned',
  ) {
    for (const type of credentialTypes) this.types.set(type.name, type);
    this.nodeTypes.set(HTTP_REQUEST, plainNodeType(HTTP_REQUEST));
    this.nodeTypes.set(NO_OP, plainNodeType(NO_OP));
  }

  /** One item of the HTTP Request node, or of the HTTP Request tool. */
  async legacyRequest(
    type: string,
    id: string,
    request: LegacyRequest,
    itemIndex = 0,
  ): Promise<IDataObject> {
    const context = this.context(node(HTTP_REQUEST, type, id));
    const answer: unknown = await context.helpers.requestWithAuthentication.call(
      context,
      type,
      { resolveWithFullResponse: true, rejectUnauthorized: true, ...request },
      undefined,
      itemIndex,
    );
    return answer as IDataObject;
  }

  /** A request of any other node. */
  async request(type: string, id: string, request: IHttpRequestOptions): Promise<IDataObject> {
    const context = this.context(node(HTTP_REQUEST, type, id));
    const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
      context,
      type,
      { returnFullResponse: true, ...request },
    );
    return answer as IDataObject;
  }

  /** n8n's own HTTP helper, as `preAuthentication` gets it. */
  get httpRequest(): IHttpRequestHelper['helpers']['httpRequest'] {
    const { helpers } = this.context(node(HTTP_REQUEST, '', ''));
    return async (request) => (await helpers.httpRequest(request)) as unknown;
  }

  /** Runs a node of the package on items without content, or as an AI agent's tool. */
  async run(
    nodeType: INodeType,
    type: string,
    id: string,
    parameters: INodeParameters,
    {
      itemCount = 1,
      continueOnFail = false,
      hasErrorOutput = false,
      typeVersion = 1,
      isTool = false,
      /** Whether a person runs the workflow. */
      isManual = false,
    } = {},
  ): Promise<INodeExecutionData[]> {
    // That is how n8n names the tool that it makes of a node.
    const name = `${nodeType.description.name}${isTool ? 'Tool' : ''}`;
    this.nodeTypes.set(name, nodeType);
    const ours: INode = { ...node(name, type, id), typeVersion, parameters };
    if (continueOnFail) ours.onError = 'continueRegularOutput';
    if (hasErrorOutput) ours.onError = 'continueErrorOutput';
    const context = this.context(ours, itemCount, isManual ? 'manual' : 'internal');
    const output = await nodeType.execute?.call(context);
    this.hints.push(...context.hints.map(({ message }) => message));
    return (output as INodeExecutionData[][])[0] ?? [];
  }

  /** What the list of a parameter offers in the editor, for the node as its form has it. */
  async search(
    nodeType: INodeType,
    method: string,
    type: string,
    id: string,
    parameters: INodeParameters,
    ...search: [filter?: string, paginationToken?: string]
  ): Promise<INodeListSearchResult> {
    const { name } = nodeType.description;
    this.nodeTypes.set(name, nodeType);
    const ours = { ...node(name, type, id), parameters };
    if (id === '') delete ours.credentials;
    const additionalData = {
      credentialsHelper: this.helper,
      currentNodeParameters: parameters,
    } as unknown as IWorkflowExecuteAdditionalData;
    const context = new LoadOptionsContext(this.workflowOf(ours), ours, additionalData, '');
    const list = nodeType.methods?.listSearch?.[method];
    if (list === undefined) throw new Error(`There is no list ${method}.`);
    return await list.call(context as ILoadOptionsFunctions, ...search);
  }

  /** What happens when somebody presses Test; the form holds what is saved. */
  async test(type: string, id: string): Promise<CredentialTestResult> {
    const { test } = this.typeOf(type);
    const data = this.decrypted(type, id);
    const noOp = node(NO_OP, type, id);
    const description = {
      ...plainNodeType(NO_OP).description,
      credentials: [{ name: type, required: true }],
      properties: [
        {
          displayName: 'Temp',
          name: 'temp',
          type: 'string' as const,
          routing: { request: test?.request ?? {} },
          default: '',
        },
      ],
    };
    const testNodeType: INodeType = { description };
    this.nodeTypes.set(NO_OP, testNodeType);
    const routing = new RoutingNode(this.context(noOp), testNodeType, { id, name: id, type, data });
    try {
      await routing.runNode();
      return { status: 'OK', message: 'Connection successful!' };
    } catch (error) {
      return { status: 'Error', message: shownByTheTest(error) };
    }
  }

  private context(
    ours: INode,
    itemCount = 1,
    mode: WorkflowExecuteMode = 'internal',
  ): ExecuteContext & IExecuteFunctions {
    const items = Array.from({ length: itemCount }, () => ({ json: {} }));
    return new ExecuteContext(
      this.workflowOf(ours),
      ours,
      { credentialsHelper: this.helper } as unknown as IWorkflowExecuteAdditionalData,
      mode,
      createEmptyRunExecutionData(),
      0,
      items,
      { main: [items] },
      { node: ours, data: {}, source: null },
      [],
    ) as ExecuteContext & IExecuteFunctions;
  }

  private workflowOf(ours: INode): Workflow {
    return new Workflow({
      nodes: [ours],
      connections: {},
      active: false,
      nodeTypes: {
        getByName: (name) => this.nodeTypeOf(name),
        getByNameAndVersion: (name) => this.nodeTypeOf(name),
        getKnownTypes: () => ({}),
      },
    });
  }

  private typeOf(name: string): ICredentialType {
    const type = this.types.get(name);
    if (type === undefined) throw new Error(`There is no credential type ${name}.`);
    return type;
  }

  private nodeTypeOf(name: string): INodeType {
    const nodeType = this.nodeTypes.get(name);
    if (nodeType === undefined) throw new Error(`There is no node type ${name}.`);
    return nodeType;
  }

  /** Keys that the type does not declare are dropped, and missing ones get their defaults. */
  private decrypted(type: string, id: string): ICredentialDataDecryptedObject {
    const row = this.table.read(id);
    const declared = NodeHelpers.getNodeParameters(
      this.typeOf(type).properties,
      resolved(row) as INodeParameters,
      true,
      false,
      null,
      null,
    );
    const { allowedHttpRequestDomains, allowedDomains } = row;
    return {
      ...declared,
      ...(allowedHttpRequestDomains === undefined ? {} : { allowedHttpRequestDomains }),
      ...(allowedDomains === undefined ? {} : { allowedDomains }),
    } as ICredentialDataDecryptedObject;
  }

  private readonly helper = {
    getParentTypes: () => [],
    isCredentialUsableByNode: () => true,
    getDecrypted: async (_data: unknown, credential: INodeCredentialsDetails, type: string) =>
      this.decrypted(type, credential.id as string),
    authenticate: async (
      credentials: ICredentialDataDecryptedObject,
      typeName: string,
      request: IHttpRequestOptions,
    ) => {
      const authenticate = this.typeOf(typeName).authenticate as Authenticate;
      return await authenticate(credentials, request);
    },
    preAuthentication: async (
      helpers: IHttpRequestHelper,
      credentials: ICredentialDataDecryptedObject,
      typeName: string,
      ours: INode,
      credentialsExpired: boolean,
    ) => await this.preAuthentication(helpers, credentials, typeName, ours, credentialsExpired),
  } as unknown as ICredentialsHelper;

  private async preAuthentication(
    helpers: IHttpRequestHelper,
    credentials: ICredentialDataDecryptedObject,
    typeName: string,
    ours: INode,
    credentialsExpired: boolean,
  ): Promise<ICredentialDataDecryptedObject | undefined> {
    const type = this.typeOf(typeName);
    const expirable = type.properties.find(
      (property) => property.type === 'hidden' && property.typeOptions?.expirable === true,
    )?.name;
    if (expirable === undefined || type.preAuthentication === undefined) return undefined;
    if (credentials[expirable] !== '' && !credentialsExpired) return undefined;
    const output = await type.preAuthentication.call(
      restrictToCredentialDomains(helpers, credentials),
      credentials,
    );
    if (output[expirable] === undefined) return undefined;
    const id = ours.credentials?.[typeName]?.id;
    if (!id) throw new Error('Found credential with no ID.');
    if (this.writes === 'the whole credential') {
      const whole = JSON.stringify(Object.assign(credentials, output));
      this.table.write(id, JSON.parse(whole) as IDataObject);
      return Object.assign(credentials, output);
    }
    const row = this.table.read(id);
    const changed = Object.entries(output).filter(
      ([key]) => key === expirable || !isExpression(row[key]),
    );
    this.table.write(id, { ...row, ...Object.fromEntries(changed) });
    return Object.assign(credentials, output);
  }
}

/** The package's credential types authenticate by a function. */
type Authenticate = (
  credentials: ICredentialDataDecryptedObject,
  request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

const HTTP_REQUEST = 'n8n-nodes-base.httpRequest';
const NO_OP = 'n8n-nodes-base.noOp';

function node(type: string, credentialType: string, id: string): INode {
  return {
    id: 'temp',
    name: 'A node',
    type,
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
    credentials: { [credentialType]: { id, name: id } },
  };
}

function plainNodeType(name: string): INodeType {
  return {
    description: {
      displayName: name,
      name,
      group: ['transform'],
      version: 1,
      description: '',
      defaults: {},
      inputs: ['main'],
      outputs: ['main'],
      properties: [],
    },
  };
}

/** The only expressions that tests use are texts, one or several: `={{ "te" + "xt" }}`. */
function resolved(row: IDataObject): IDataObject {
  const entries = Object.entries(row).map(([key, value]) => {
    const texts = /^=\{\{ (".*") \}\}$/.exec(typeof value === 'string' ? value : '')?.[1];
    if (texts === undefined) return [key, value] as const;
    const parts = JSON.parse(`[${texts.replaceAll('" + "', '","')}]`) as string[];
    return [key, parts.join('')] as const;
  });
  return Object.fromEntries(entries);
}

function restrictToCredentialDomains(
  helpers: IHttpRequestHelper,
  credentials: ICredentialDataDecryptedObject,
): IHttpRequestHelper {
  return {
    helpers: {
      httpRequest: async (request) => {
        const allowedDomains = getCredentialOwnRequestAllowedDomains(credentials);
        const restricted = allowedDomains === undefined ? {} : { allowedDomains };
        return (await helpers.helpers.httpRequest({ ...request, ...restricted })) as unknown;
      },
    },
  };
}

/** As n8n's credentials tester chooses between an error's parts. */
function shownByTheTest(error: unknown): string {
  const { message, cause } = error as {
    message: string;
    cause?: { response?: { status: number; statusText?: string }; code?: string };
  };
  if (cause?.response !== undefined) {
    return cause.response.statusText || `Received HTTP status code: ${cause.response.status}`;
  }
  return cause?.code ?? message;
}
