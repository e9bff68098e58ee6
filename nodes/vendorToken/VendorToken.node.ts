import {
  NodeConnectionTypes,
  NodeOperationError,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { openCredential, storeNews, type ItemCredential } from '../shared/open-credential';
import { runItems } from '../shared/run-items';
import { check } from './check';
import { CREDENTIALS, TYPE_OPTIONS, vendorOfType } from './credential-types';
import { forget } from './forget';
import { serverCertificates } from './server-certificates';

export class VendorToken implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Vendor Token',
    name: 'vendorToken',
    icon: {
      light: 'file:../../credentials/icons/vendor-token.svg',
      dark: 'file:../../credentials/icons/vendor-token.dark.svg',
    },
    group: ['transform'],
    version: 1,
    subtitle: '={{$parameter["operation"]}}',
    description:
      'Check or forget the access token of a vendor credential, or look at its servers’ certificates',
    defaults: { name: 'Vendor Token' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: CREDENTIALS,
    properties: [
      {
        displayName: 'Vendor',
        name: 'credentialType',
        type: 'options',
        noDataExpression: true,
        options: TYPE_OPTIONS,
        default: 'eggplantDaiApi',
        description: 'Whose token it is',
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Check',
            value: 'check',
            action: 'Check the token',
            description:
              'Make the test call of the vendor, and tell what it says and how long the token is valid',
          },
          {
            name: 'Forget',
            value: 'forget',
            action: 'Forget the token',
            description: 'Drop the cached token, so that the next request fetches a new one',
          },
          {
            name: 'Get Certificates',
            value: 'getCertificates',
            action: 'Get the server certificates',
            description:
              'Look at the self-signed certificates of the servers, to compare their fingerprints and trust them',
          },
        ],
        default: 'check',
      },
    ],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return await runItems(this, async (itemIndex) => {
      const type = this.getNodeParameter('credentialType', itemIndex) as string;
      const vendor = vendorOfType(type);
      if (vendor === undefined) {
        throw new NodeOperationError(this.getNode(), 'Vendor is not one of the list.', {
          itemIndex,
        });
      }
      const credential = await openCredential(this, type, vendor, itemIndex);
      const operation = this.getNodeParameter('operation', itemIndex);
      switch (operation) {
        case 'getCertificates':
          return await serverCertificates(this, credential);
        case 'check':
          return await stored(this, credential, check(credential, this.getMode() === 'manual'));
        case 'forget':
          return await stored(this, credential, forget(credential));
        default:
          throw new NodeOperationError(this.getNode(), 'Operation is not one of the list.', {
            itemIndex,
          });
      }
    });
  }
}

/** What came of an operation, once n8n has stored what it changed of the token. */
async function stored(
  context: IExecuteFunctions,
  credential: ItemCredential,
  outcome: IDataObject | Promise<IDataObject>,
): Promise<IDataObject> {
  const json = await outcome;
  await storeNews(context, credential);
  return json;
}
