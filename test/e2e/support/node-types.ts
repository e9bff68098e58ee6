/** The types of node that the Node-RED package has, in alphabetical order. */
export const NODE_TYPES: readonly string[] = [
  'agility-revoke-grant',
  'vendor-auth',
  'vendor-auth-bearer',
  'vendor-auth-request',
  'vendor-auth-token',
];
