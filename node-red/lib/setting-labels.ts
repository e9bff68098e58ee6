import { sentences, vendorLabel } from '../../core';

/** What the dialog calls its settings that are no fields of a vendor. */
export const SETTING_LABELS = {
  vendor: vendorLabel,
  ...sentences('label', { tls: 'TLS Configuration', proxy: 'Proxy' }),
};
