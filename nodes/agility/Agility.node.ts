import {
  NodeConnectionTypes,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { agility, getSelf, revokeGrant } from '../../core';
import { openCredential } from '../shared/open-credential';
import { runItems } from '../shared/run-items';
import { assertGrantAllowed } from './allowed-grants';
import { grantOperations } from './grant-operations';
import { getManyGrants, searchGrants } from './grants';
import { memberOperations } from './member-operations';

export class Agility implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Digital.ai Agility',
    name: 'agility',
    icon: {
      light: 'file:../../credentials/icons/agility.svg',
      dark: 'file:../../credentials/icons/agility.dark.svg',
    },
    group: ['transform'],
    version: [1, 1.1],
    defaultVersion: 1.1,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description:
      'List and revoke grants of Digital.ai Agility, and see whose access token is in use',
    defaults: { name: 'Digital.ai Agility' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'agilityApi', required: true }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [
          { name: 'Grant', value: 'grant' },
          { name: 'Member', value: 'member' },
        ],
        default: 'grant',
      },
      ...grantOperations,
      ...memberOperations,
    ],
  };

  methods = { listSearch: { searchGrants } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const work = async (itemIndex: number): Promise<IDataObject | IDataObject[]> => {
      const credential = await openCredential(this, 'agilityApi', agility, itemIndex);
      const resource = this.getNodeParameter('resource', itemIndex);
      const { settings, source, send } = credential;
      if (resource === 'member') {
        const { id, attributes } = await getSelf(settings, source, credential);
        return { id, ...attributes };
      }
      if (isList(this, itemIndex)) return await getManyGrants(this, credential, itemIndex);
      const grant = plainGrant(this.getNodeParameter('grantId', itemIndex));
      assertGrantAllowed(this, settings, grant, itemIndex);
      return { ...(await revokeGrant(settings, source, grant, { send })) };
    };
    return await runItems(this, work, (itemIndex) => grantOf(this, itemIndex));
  }
}

function isList(context: IExecuteFunctions, itemIndex: number): boolean {
  return context.getNodeParameter('operation', itemIndex) === 'getMany';
}

/** From a list, by ID or by URL; nodes from before there was a choice have the plain text. */
function plainGrant(given: unknown): unknown {
  const isLocator = typeof given === 'object' && given !== null && 'value' in given;
  return isLocator ? given.value : given;
}

/** The grant that an item is about, as it was given. */
function grantOf(context: IExecuteFunctions, itemIndex: number): IDataObject {
  const resource = context.getNodeParameter('resource', itemIndex);
  if (resource !== 'grant' || isList(context, itemIndex)) return {};
  const grant = plainGrant(context.getNodeParameter('grantId', itemIndex, ''));
  const isPlain = typeof grant === 'string' || typeof grant === 'number';
  return isPlain && grant !== '' ? { grant } : {};
}
