import type { INodeProperties } from 'n8n-workflow';

export const grantOperations: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['grant'] } },
    options: [
      {
        name: 'Get Many',
        value: 'getMany',
        action: 'Get many grants',
        description:
          'List the grants that the member of the access token may see, with what the instance tells of them',
      },
      {
        name: 'Revoke',
        value: 'revoke',
        action: 'Revoke a grant',
        description:
          'Revoke a grant, which ends its access token at once and for good, and tell whether the token in use is still accepted',
      },
    ],
    default: 'revoke',
  },
  {
    displayName: 'Grant',
    name: 'grantId',
    type: 'resourceLocator',
    required: true,
    default: { mode: 'list', value: '' },
    description:
      'The grant to revoke. Only a System Admin, or the member who made the grant, may revoke it.',
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        typeOptions: { searchListMethod: 'searchGrants', searchable: true },
      },
      {
        displayName: 'By ID',
        name: 'id',
        type: 'string',
        placeholder: '1020 or Grant:1020',
      },
      {
        displayName: 'By URL',
        name: 'url',
        type: 'string',
        placeholder: 'https://www14.v1host.com/YourCompany/rest-1.v1/Data/Grant/1020',
      },
    ],
    displayOptions: { show: { resource: ['grant'], operation: ['revoke'] } },
  },
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: { show: { resource: ['grant'], operation: ['getMany'] } },
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { resource: ['grant'], operation: ['getMany'], returnAll: [false] } },
  },
  {
    displayName: 'Allowed Grants',
    name: 'allowedGrants',
    type: 'string',
    noDataExpression: true,
    default: '',
    placeholder: '1020, Grant:1021',
    description:
      'The only grants that this node may revoke, separated by commas. Empty allows every grant, but none that an AI agent chooses. An expression is not accepted here, so that no item and no agent decides what is allowed.',
    displayOptions: { show: { resource: ['grant'], operation: ['revoke'] } },
  },
];
