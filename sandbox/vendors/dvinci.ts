import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Answer, empty, json, noStore } from '../answer';
import { formFields, isObject, jsonObject } from '../arrival';
import { isClient, issue, tokenMembers } from '../client-login';
import { tokenVendorSettings } from '../settings';
import type { Handler, Vendor } from '../vendor';

// API user names hold no special characters.
const clientId = 'apisandbox';
const clientSecret = 'dvT-8Hq2Zx6LmW0cRk4YpB9sNf3uJg7e';
const applicationsPath = '/restApi/applications';

const settingsSchema = tokenVendorSettings(clientSecret).extend({
  /** "Access Token TTL (minutes)" of the API user; `lifetimeSeconds` goes before it. */
  lifetimeMinutes: z.number().min(0).finite().default(60),
  /** Whether the API user's role includes the users that `/restApi/dvinciUsers/` lists. */
  userRights: z.boolean().default(false),
});

type DvinciSettings = z.infer<typeof settingsSchema>;

interface Application {
  id: number;
  version: number;
  externalId: string | null;
  person: Record<string, unknown>;
  jobOpening: { id: number; name: string } | null;
  applicationStatusId: number;
  lastStatusChangeDate: string;
  dateCreated: string;
}

const jobOpenings = [
  { id: 501, name: 'Test Engineer' },
  { id: 502, name: 'Recruiter' },
];
const statusIds = [1, 2, 3, 4];
const attachments = [{ id: 9001, name: 'cv.pdf', contentType: 'application/pdf' }];
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n');
const dayMs = 24 * 3600 * 1000;

/**
 * d.vinci. The page shows no answer of the token endpoint, so errors follow RFC 6749 section 5.2.
 * `clientSecret` stands for the API token: setting another is what generating a new one does. What does
 * not exist is answered 403, as what the API user may not see.
 */
export function dvinci(): Vendor<DvinciSettings, { tokenUrl: string }> {
  const applications = new Map<number, Application>();

  const withApplication =
    (
      answer: (application: Application, ...of: Parameters<Handler<DvinciSettings>>) => Answer,
    ): Handler<DvinciSettings> =>
    (arrival, state) => {
      const application = applications.get(Number(arrival.params.id));
      return application === undefined ? forbidden() : answer(application, arrival, state);
    };

  const changeStatus = withApplication((application, { params }) => {
    const statusId = Number(params.statusId);
    if (!statusIds.includes(statusId)) return wrong('The application status does not exist.');
    application.applicationStatusId = statusId;
    application.lastStatusChangeDate = new Date().toISOString();
    application.version += 1;
    return empty(204);
  });

  const update = withApplication((application, arrival) => {
    const given = jsonObject(arrival);
    if (given?.version !== application.version) {
      return json(409, { errorMsg: 'The application was changed by another user.' });
    }
    Object.assign(application, given, { id: application.id, version: application.version + 1 });
    return json(200, application);
  });

  const create: Handler<DvinciSettings> = (arrival) => {
    const { person, jobOpening, externalId } = jsonObject(arrival) ?? {};
    if (!isObject(person) || typeof person.lastName !== 'string' || person.lastName === '') {
      return wrong('person.lastName must not be empty.');
    }
    const opening = jobOpenings.find(({ id }) => isObject(jobOpening) && jobOpening.id === id);
    const created = {
      ...application(Math.max(...applications.keys()) + 1, person, 0),
      jobOpening: opening ?? null,
      externalId: typeof externalId === 'string' ? externalId : null,
    };
    applications.set(created.id, created);
    return json(201, created);
  };

  const list: Handler<DvinciSettings> = ({ query }) => {
    const statusId = query.get('byApplicationStatusId');
    const from = query.get('byDateCreatedFrom');
    const fromMs = from === null ? -Infinity : Date.parse(from);
    if (Number.isNaN(fromMs)) return wrong('byDateCreatedFrom is no date.');
    const found = [...applications.values()].filter(
      (one) =>
        (statusId === null || one.applicationStatusId === Number(statusId)) &&
        Date.parse(one.dateCreated) >= fromMs,
    );
    return json(200, found);
  };

  return {
    id: 'dvinci',
    name: 'd.vinci',
    fixedPort: 18080,
    tls: false,
    basePath: '',
    protectedPath: '/restApi/orgUnits/',
    clientId,
    clientSecret,
    settings: settingsSchema,
    tokenRoutes: { 'ANY /plt/oauth2/token': login },
    apiRoutes: {
      'GET /restApi/orgUnits/': () =>
        json(200, [
          { id: 1, name: 'Headquarters', parentId: null },
          { id: 2, name: 'Sales', parentId: 1 },
        ]),
      'GET /restApi/locations/': () => json(200, [{ id: 'HH', name: 'Hamburg' }]),
      'GET /restApi/dvinciUsers/': (_arrival, { settings }) =>
        settings.userRights ? json(200, [{ id: 1, username: clientId }]) : forbidden(),
      'GET /restApi/jobOpenings/': () => json(200, jobOpenings),
      'GET /restApi/jobOpenings/:id': ({ params }) => {
        const opening = jobOpenings.find(({ id }) => id === Number(params.id));
        return opening === undefined ? forbidden() : json(200, opening);
      },
      [`GET ${applicationsPath}/`]: list,
      [`POST ${applicationsPath}/`]: create,
      [`GET ${applicationsPath}/:id`]: withApplication((one) => json(200, one)),
      [`PUT ${applicationsPath}/:id`]: update,
      [`POST ${applicationsPath}/:id/statusChange/:statusId`]: changeStatus,
      [`GET ${applicationsPath}/:id/attachments`]: withApplication(() => json(200, attachments)),
      [`GET ${applicationsPath}/:id/attachments/:attachmentId/pdf`]: withApplication(
        (_one, { params }) =>
          attachments.some(({ id }) => id === Number(params.attachmentId))
            ? { status: 200, headers: { 'content-type': 'application/pdf' }, body: pdf }
            : forbidden(),
      ),
    },
    testCalls: ['/restApi/orgUnits/', '/restApi/locations/'],
    refuseToken: (verdict) => empty(401, { 'www-authenticate': challenge(verdict) }),
    notFound: (arrival) => json(404, { status: 404, error: 'Not Found', path: arrival.path }),
    details: ({ origin }) => ({ tokenUrl: `${origin}/plt/oauth2/token` }),
    restore: () => {
      applications.clear();
      const [ada, bob] = [
        application(7001, { firstName: 'Ada', lastName: 'Applicant' }, 0.5),
        // A minute older than a day: of the day that a client asks for, but not of its last 24 hours.
        application(7002, { firstName: 'Bob', lastName: 'Bewerber' }, 1 + 1 / 1440),
      ];
      for (const one of [ada, bob]) applications.set(one.id, one);
    },
  };
}

function application(id: number, person: Record<string, unknown>, ageDays: number): Application {
  const date = new Date(Date.now() - ageDays * dayMs).toISOString();
  return {
    id,
    version: 1,
    externalId: null,
    person,
    jobOpening: jobOpenings[0] ?? null,
    applicationStatusId: 1,
    lastStatusChangeDate: date,
    dateCreated: date,
  };
}

/** No right to it, or it is not there: the answer does not tell which. */
function forbidden(): Answer {
  return json(403, { errorMsg: 'Access denied or object not found.' });
}

function wrong(errorMsg: string): Answer {
  return json(422, { errorMsg });
}

const login: Handler<DvinciSettings> = (arrival, state) => {
  const { settings } = state;
  if (arrival.method !== 'POST') return empty(405, { allow: 'POST' });
  const fields = formFields(arrival);
  if (!fields?.grant_type) return json(400, { error: 'invalid_request' }, noStore);
  if (fields.grant_type !== 'client_credentials') {
    return json(400, { error: 'unsupported_grant_type' }, noStore);
  }
  if (!isClient({ id: fields.client_id, secret: fields.client_secret }, clientId, state)) {
    return json(401, { error: 'invalid_client' }, noStore);
  }
  const token = randomBytes(48).toString('base64url');
  const members = {
    access_token: token,
    token_type: 'Bearer',
    expires_in: issue(token, clientId, settings.lifetimeMinutes * 60, state),
  };
  return json(200, tokenMembers(members, settings), noStore);
};

function challenge(verdict: string): string {
  return verdict === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"';
}
