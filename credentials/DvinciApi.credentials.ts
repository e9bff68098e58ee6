import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { dvinci } from '../core';
import { credentialForm } from './shared/form';
import { vendorLogin } from './shared/login';
import { credentialTest } from './shared/request-steps';

const login = vendorLogin(dvinci);

export class DvinciApi implements ICredentialType {
  name = 'dvinciApi';

  displayName = 'd.vinci API';

  icon: Icon = { light: 'file:icons/dvinci.svg', dark: 'file:icons/dvinci.dark.svg' };

  documentationUrl = 'https://static.dvinci-easy.com/files/d.vinci%20rest-api.html';

  properties: INodeProperties[] = credentialForm(dvinci);

  preAuthentication = login.preAuthentication;

  authenticate = login.authenticate;

  test: ICredentialTestRequest = credentialTest;
}
