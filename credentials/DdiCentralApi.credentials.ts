import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { ddiCentral } from '../core';
import { credentialForm } from './shared/form';
import { vendorLogin } from './shared/login';
import { credentialTest } from './shared/request-steps';

const login = vendorLogin(ddiCentral);

export class DdiCentralApi implements ICredentialType {
  name = 'ddiCentralApi';

  displayName = 'ManageEngine DDI Central API';

  icon: Icon = { light: 'file:icons/ddi-central.svg', dark: 'file:icons/ddi-central.dark.svg' };

  documentationUrl = 'https://www.manageengine.com/dns-dhcp-ipam/help/api/';

  properties: INodeProperties[] = credentialForm(ddiCentral);

  preAuthentication = login.preAuthentication;

  authenticate = login.authenticate;

  test: ICredentialTestRequest = credentialTest;
}
