import type { VendorAuthError } from '../../core';

/** What n8n has to offer beyond an error's own advice; empty if that is nothing. */
export function furtherAdvice({ code }: Pick<VendorAuthError, 'code'>): string {
  return code === 'certificate'
    ? ' The node Vendor Token shows the server’s certificate: operation Get Certificates.'
    : '';
}
