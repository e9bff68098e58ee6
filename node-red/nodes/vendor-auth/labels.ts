import { findVendor, labelByName, type Sentence } from '../../../core';
import { SETTING_LABELS } from '../../lib/setting-labels';

/** What the dialog for that vendor calls a field, or a setting beside the fields such as `tls`. */
export function settingLabel(vendorId: string, name: string): Sentence {
  if (isSetting(name)) return SETTING_LABELS[name]();
  return labelByName(findVendor(vendorId) ?? { id: vendorId, fields: [] }, name);
}

function isSetting(name: string): name is keyof typeof SETTING_LABELS {
  return Object.hasOwn(SETTING_LABELS, name);
}
