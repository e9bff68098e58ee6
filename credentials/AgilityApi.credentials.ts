import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { agility } from '../core';
import { credentialForm } from './shared/form';
import { vendorLogin } from './shared/login';
import { credentialTest } from './shared/request-steps';

const login = vendorLogin(agility);

export class AgilityApi implements ICredentialType {
  name = 'agilityApi';

  displayName = 'Digital.ai Agility API';

  icon: Icon = { light: 'file:icons/agility.svg', dark: 'file:icons/agility.dark.svg' };

  documentationUrl =
    'https://docs.digital.ai/agility/docs/developerlibrary/access-token-authentication';

  properties: INodeProperties[] = credentialForm(agility);

  preAuthentication = login.preAuthentication;

  authenticate = login.authenticate;

  test: ICredentialTestRequest = credentialTest;
}
