import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Answer, empty, html, json, noStore, plain } from '../answer';
import { formFields, isObject, jsonFields, jsonObject } from '../arrival';
import { isClient, issue, tokenMembers } from '../client-login';
import { tokenVendorSettings } from '../settings';
import type { Handler, Vendor } from '../vendor';

const clientId = 'c41f0a86d97b25e3c8d1f4a07b92e6530d8ac17f24be96d05a3b';
const clientSecret = '5e9b27c10fd8436ab97c2e08d1f3654a8c70be92d14f36a5c8';
const tokenPath = '/oauth2/token/';
const clusterPath = '/api/cluster_settings/cluster/';
const subnetPath = '/api/dhcp/subnet_data/';
const exportPath = '/api/dns/export_bind/';
const lifetimeSeconds = 1800;

const clusters = [cluster(1, 'head-office', 2), cluster(2, 'branch', 1)];
/** The zones of head-office, with their primary keys. */
const zoneNames: Readonly<Record<string, string>> = { 11: 'example.com.', 12: 'example.org.' };
/** The types of records that are added in the same way. */
const recordTypes = ['CNAME', 'NS', 'DS', 'HINFO'];

const settingsSchema = tokenVendorSettings(clientSecret).extend({
  /** The encoding of the token request that this server does not read; null reads both. */
  refuseEncoding: z.enum(['json', 'form']).nullable().default(null),
  /** Whether a bad token is answered by the REST framework (401) or the toolkit's decorator (403). */
  protectedView: z.enum(['restFramework', 'decorator']).default('restFramework'),
});

type DdiSettings = z.infer<typeof settingsSchema>;

interface DdiDetails {
  tokenUrl: string;
  /** The certificate of this run, PEM; it is its own certificate authority. */
  caCertificate: string;
  /** A cluster, with a zone of it. */
  zone: { id: number; name: string; clusterName: string };
}

/** A record that a request has added. */
interface DnsRecord {
  readonly zoneId: string;
  readonly type: string;
  readonly domainName: string;
  readonly ttlSeconds: number;
  readonly values: readonly string[];
}

/** ManageEngine DDI Central, as a Django server with its OAuth toolkit and REST framework, on TLS. */
export function ddiCentral(): Vendor<DdiSettings, DdiDetails> {
  const records: DnsRecord[] = [];

  const addRecord: Handler<DdiSettings> = (arrival) => {
    const { zoneId = '', type = '' } = arrival.params;
    const zoneName = zoneNames[zoneId];
    if (zoneName === undefined || !recordTypes.includes(type)) return html(404, 'Not Found');
    const given = jsonObject(arrival);
    const missing = ['domain_name', 'domain_ttl', 'zone_name', 'cluster_name', 'records'].find(
      (name) => given?.[name] === undefined || given[name] === '',
    );
    if (given === undefined || missing !== undefined) return wrong(`${missing} is missing.`);
    if (given.cluster_name !== 'head-office') return wrong('Cluster does not exist.');
    if (given.zone_name !== zoneName) return wrong('Zone does not exist.');
    const values = recordValues(given.records);
    if (values.length === 0) return wrong('records is empty.');
    const domainName = String(given.domain_name);
    if (records.some((record) => record.zoneId === zoneId && record.domainName === domainName)) {
      return wrong('Domain already exists.');
    }
    records.push({ zoneId, type, domainName, ttlSeconds: Number(given.domain_ttl), values });
    return json(200, { message: 'Domain added successfully.', domain_name: domainName });
  };

  const exportZone: Handler<DdiSettings> = ({ query }) => {
    const zoneId = zoneOf(query);
    if (zoneId === undefined) return wrong('Zone does not exist.');
    const lines = records
      .filter((record) => record.zoneId === zoneId)
      .flatMap(({ domainName, ttlSeconds, type, values }) =>
        values.map((value) => `${domainName} ${ttlSeconds} IN ${type} ${value}`),
      );
    return plain(200, [...zoneHead(zoneNames[zoneId] ?? ''), ...lines, ''].join('\n'));
  };

  return {
    id: 'ddi-central',
    name: 'ManageEngine DDI Central',
    fixedPort: 18443,
    tls: true,
    basePath: '',
    protectedPath: clusterPath,
    clientId,
    clientSecret,
    settings: settingsSchema,
    tokenRoutes: {
      [`ANY ${tokenPath}`]: login,
      [`ANY ${withoutSlash(tokenPath)}`]: () => toSlash(tokenPath),
    },
    apiRoutes: {
      [`GET ${clusterPath}`]: () => json(200, clusters),
      'GET /api/dns/zone/:zoneId/SPF_TXT/': ({ query, params }) =>
        zoneOf(query) === params.zoneId ? json(200, []) : wrong('Zone does not exist.'),
      'POST /api/dns/zone/:zoneId/:type/': addRecord,
      [`GET ${exportPath}`]: exportZone,
      [`POST ${subnetPath}`]: addSubnet,
    },
    restore: () => void records.splice(0),
    testCalls: [clusterPath],
    refuseToken(verdict, _arrival, settings) {
      if (settings.protectedView === 'decorator') return empty(403);
      const body = { detail: 'Authentication credentials were not provided.' };
      return json(401, body, { 'www-authenticate': challenge(verdict) });
    },
    // The redirect to the final slash comes before any look at the token.
    notFound: ({ path }) =>
      WITHOUT_SLASH.test(path) ? toSlash(`${path}/`) : html(404, 'Not Found'),
    login: ({ certificatePem }) => ({
      clientId,
      clientSecret,
      caCertificate: certificatePem,
    }),
    details: ({ origin, certificatePem }) => ({
      tokenUrl: `${origin}${tokenPath}`,
      caCertificate: certificatePem,
      zone: { id: 11, name: 'example.com.', clusterName: 'head-office' },
    }),
  };
}

const login: Handler<DdiSettings> = (arrival, state) => {
  const { settings } = state;
  if (arrival.method !== 'POST') return empty(405, { allow: 'POST, OPTIONS' });
  const fields =
    (settings.refuseEncoding === 'json' ? undefined : jsonFields(arrival)) ??
    (settings.refuseEncoding === 'form' ? undefined : formFields(arrival));
  if (fields?.grant_type !== 'client_credentials') {
    return json(400, { error: 'unsupported_grant_type' }, noStore);
  }
  if (!isClient({ id: fields.client_id, secret: fields.client_secret }, clientId, state)) {
    const headers = { ...noStore, 'www-authenticate': 'Bearer error="invalid_client"' };
    return json(401, { error: 'invalid_client' }, headers);
  }
  const token = randomBytes(28).toString('hex');
  const members = {
    access_token: token,
    expires_in: issue(token, clientId, lifetimeSeconds, state),
    token_type: 'Bearer',
    scope: 'read write',
  };
  return json(200, tokenMembers(members, settings), noStore);
};

/** The paths of the API but for the final slash, which every one of them has. */
const WITHOUT_SLASH =
  /^\/api\/(?:cluster_settings\/cluster|dns\/export_bind|dhcp\/subnet_data|dns\/zone\/\w+\/\w+)$/;

function cluster(id: number, name: string, serverCount: number) {
  const servers = Array.from({ length: serverCount }, (_, index) => `192.0.2.${id * 10 + index}`);
  return {
    id,
    cluster_name: name,
    cluster_type: 'BIND',
    windows_cluster: false,
    zone_count: id === 1 ? 2 : 0,
    subnet_count: 0,
    dns_count: serverCount,
    dhcp_count: serverCount,
    server_count: serverCount,
    servers,
  };
}

const addSubnet: Handler<DdiSettings> = (arrival) => {
  const given = jsonObject(arrival);
  const needed = ['cluster_name', 'network_address', 'prefix', 'dhcp_type', 'scope_name'];
  const missing = needed.find((name) => given?.[name] === undefined || given[name] === '');
  if (missing !== undefined) return wrong(`${missing} is missing.`);
  return clusters.some(({ cluster_name }) => cluster_name === given?.cluster_name)
    ? json(200, { message: 'Subnet added successfully.' })
    : wrong('Cluster does not exist.');
};

/** The key of the zone that a query names together with its cluster. */
function zoneOf(query: URLSearchParams): string | undefined {
  if (query.get('cluster_name') !== 'head-office') return undefined;
  const wanted = query.get('zone_name');
  return Object.keys(zoneNames).find((id) => zoneNames[id] === wanted);
}

/** The page shows no entry of `records`: texts are taken, and objects with their first text. */
function recordValues(given: unknown): string[] {
  const entries = Array.isArray(given) ? (given as unknown[]) : [];
  return entries
    .map((entry) => (isObject(entry) ? Object.values(entry)[0] : entry))
    .filter((value): value is string => typeof value === 'string' && value !== '');
}

function zoneHead(zoneName: string): string[] {
  return [
    `$ORIGIN ${zoneName}`,
    '$TTL 3600',
    `@ IN SOA ns1.${zoneName} hostmaster.${zoneName} 1 3600 600 86400 300`,
    `@ IN NS ns1.${zoneName}`,
  ];
}

function wrong(error: string): Answer {
  return json(400, { error });
}

function challenge(verdict: string): string {
  const realm = 'Bearer realm="api"';
  if (verdict === 'missing') return realm;
  const reason = verdict === 'expired' ? 'has expired' : 'is invalid';
  return `${realm},error="invalid_token",error_description="The access token ${reason}."`;
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '');
}

function toSlash(path: string) {
  return empty(301, { location: path });
}
