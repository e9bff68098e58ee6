/** What Node-RED's editor shows in place of a secret that is saved: the secret itself never goes there. */
export const SAVED_SECRET = '__PWRD__';
