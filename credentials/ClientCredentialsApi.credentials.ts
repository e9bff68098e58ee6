import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { clientCredentials } from '../core';
import { credentialForm } from './shared/form';
import { vendorLogin } from './shared/login';
import { credentialTest } from './shared/request-steps';

const login = vendorLogin(clientCredentials);

export class ClientCredentialsApi implements ICredentialType {
  name = 'clientCredentialsApi';

  displayName = 'Any Other Vendor (Client Credentials) API';

  icon: Icon = {
    light: 'file:icons/client-credentials.svg',
    dark: 'file:icons/client-credentials.dark.svg',
  };

  documentationUrl = 'https://www.rfc-editor.org/rfc/rfc6749#section-4.4';

  properties: INodeProperties[] = credentialForm(clientCredentials);

  preAuthentication = login.preAuthentication;

  authenticate = login.authenticate;

  test: ICredentialTestRequest = credentialTest;
}
