import type { INodeProperties } from 'n8n-workflow';

export const memberOperations: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['member'] } },
    options: [
      {
        name: 'Get Self',
        value: 'getSelf',
        action: 'Get the member of the access token',
        description: 'Get the member to whom the access token in use belongs',
      },
    ],
    default: 'getSelf',
  },
];
