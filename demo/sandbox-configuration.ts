import type { SandboxVendor } from '../sandbox';
import type { FlowNode } from './node-red-host';

/** The `vendor-auth` configuration with which a sandbox vendor is used. */
export function sandboxConfiguration(vendor: SandboxVendor, id = `auth-${vendor.id}`): FlowNode {
  return {
    id,
    type: 'vendor-auth',
    name: vendor.name,
    vendor: vendor.id,
    baseUrl: vendor.baseUrl,
    ...('tokenUrl' in vendor && { tokenUrl: vendor.tokenUrl }),
    ...('caCertificate' in vendor && { caCertificate: vendor.caCertificate }),
    version: 1,
    credentials: {
      clientId: vendor.clientId,
      clientSecret: vendor.clientSecret,
      ...('accessToken' in vendor && { accessToken: vendor.accessToken }),
    },
  };
}
