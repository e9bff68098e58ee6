import type { Sandbox, VendorId } from '../../../sandbox';

/** What a person with a login in hand enters into the dialog, and calls then. */
export interface Login {
  readonly vendor: VendorId;
  readonly name: string;
  /** Fields of the dialog, in an order in which a person would fill them. */
  readonly fields: Readonly<Record<string, string>>;
  /** Which of the fields is the secret. */
  readonly secretField: 'clientSecret' | 'accessToken';
  /** A call of the API, relative to the base URL. */
  readonly path: string;
}

/** The logins of the sandbox, as its vendors' products would show them. */
export function loginsOf({ vendors }: Sandbox): Login[] {
  const client = ({
    baseUrl,
    clientId,
    clientSecret,
  }: Record<'baseUrl' | 'clientId' | 'clientSecret', string>) => ({
    baseUrl,
    clientId,
    clientSecret,
  });
  const example = vendors['client-credentials'];
  const { baseUrl, accessToken } = vendors.agility;
  const logins: Omit<Login, 'name' | 'path'>[] = [
    {
      vendor: 'eggplant-dai',
      fields: client(vendors['eggplant-dai']),
      secretField: 'clientSecret',
    },
    { vendor: 'ddi-central', fields: client(vendors['ddi-central']), secretField: 'clientSecret' },
    { vendor: 'dvinci', fields: client(vendors.dvinci), secretField: 'clientSecret' },
    { vendor: 'agility', fields: { baseUrl, accessToken }, secretField: 'accessToken' },
    {
      vendor: 'client-credentials',
      fields: {
        tokenUrl: example.tokenUrl,
        baseUrl: example.baseUrl,
        clientId: example.clientId,
        clientSecret: example.clientSecret,
        checkPath: example.protectedPath,
      },
      secretField: 'clientSecret',
    },
  ];
  return logins.map((login) => ({
    ...login,
    name: vendors[login.vendor].name,
    path: vendors[login.vendor].protectedPath,
  }));
}
