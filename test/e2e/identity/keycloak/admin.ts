import { request } from 'undici';

interface Administrator {
  readonly username: string;
  readonly password: string;
}

interface ClientEvent {
  readonly type: string;
  readonly clientId: string;
}

/** What an administrator of the realm `eggplant` sees and does, through Keycloak's admin API. */
export class KeycloakAdmin {
  constructor(
    private readonly baseUrl: string,
    private readonly administrator: Administrator,
  ) {}

  /** How many token requests of the client Keycloak has seen, granted and refused ones. */
  async tokenRequests(clientId: string): Promise<number> {
    const query = new URLSearchParams({ client: clientId, max: '1000' }).toString();
    const events = (await this.send('GET', `/events?${query}`)) as ClientEvent[];
    return events.filter(({ type }) => /^CLIENT_LOGIN(_ERROR)?$/.test(type)).length;
  }

  /** Withdraws the tokens issued before this second. */
  async withdrawTokens(clientId: string): Promise<void> {
    const notBefore = Math.floor(Date.now() / 1000);
    await this.send('PUT', await this.pathOf(clientId), { notBefore });
  }

  /** Has a new secret generated; the old one stops at once. Returns the new one. */
  async replaceSecret(clientId: string): Promise<string> {
    const path = `${await this.pathOf(clientId)}/client-secret`;
    const { value } = (await this.send('POST', path, {})) as { value: string };
    return value;
  }

  private async pathOf(clientId: string): Promise<string> {
    const query = new URLSearchParams({ clientId }).toString();
    const [client] = (await this.send('GET', `/clients?${query}`)) as { id: string }[];
    if (client === undefined) throw new Error(`Keycloak has no client "${clientId}".`);
    return `/clients/${client.id}`;
  }

  private async send(method: 'GET' | 'PUT' | 'POST', path: string, body?: object) {
    const { statusCode, body: answer } = await request(
      `${this.baseUrl}/admin/realms/eggplant${path}`,
      {
        method,
        headers: {
          authorization: `Bearer ${await this.token()}`,
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    );
    const text = await answer.text();
    if (statusCode >= 300) throw new Error(`Keycloak's admin API answers ${statusCode}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }

  /** It lives for a minute; a new one each time saves keeping track of it. */
  private async token(): Promise<string> {
    const { body } = await request(`${this.baseUrl}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'admin-cli',
        ...this.administrator,
      }).toString(),
    });
    return ((await body.json()) as { access_token: string }).access_token;
  }
}
