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
    displayName: 'Grant ID',
    name: 'grantId',
    type: 'string',
    required: true,
    default: '',
    placeholder: '1020',
    description:
      'The number of the grant, its OID such as Grant:1020, or its whole address. Only a System Admin, or the member who made the grant, may revoke it.',
    displayOptions: { show: { resource: ['grant'], operation: ['revoke'] } },
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
