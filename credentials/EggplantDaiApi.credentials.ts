import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { eggplantDai } from '../core';
import { credentialForm } from './shared/form';
import { vendorLogin } from './shared/login';
import { credentialTest } from './shared/request-steps';

const login = vendorLogin(eggplantDai);

export class EggplantDaiApi implements ICredentialType {
  name = 'eggplantDaiApi';

  displayName = 'Eggplant DAI API';

  icon: Icon = { light: 'file:icons/eggplant-dai.svg', dark: 'file:icons/eggplant-dai.dark.svg' };

  documentationUrl = 'https://docs.eggplantsoftware.com/dai/dai-post-auth/';

  properties: INodeProperties[] = credentialForm(eggplantDai);

  preAuthentication = login.preAuthentication;

  authenticate = login.authenticate;

  test: ICredentialTestRequest = credentialTest;
}
