import { randomUUID } from 'node:crypto';
import { type Answer, empty, json, problem, xml } from '../answer';
import { type Arrival, formFields, jsonObject } from '../arrival';
import type { Handler, VendorState } from '../vendor';
import type { DaiSettings } from './eggplant-dai';

/** The one test config there is. */
export const TEST_CONFIG_ID = '6b1f7a3e-52c8-4d0b-9e41-8a7c2f5d9036';
const MODEL_NAME = 'Sandbox Model';
const EARLIER_RUN_ID = 'd4e2c6b8-0f13-4a97-b5d8-71c9e3a6f240';
const EARLIER_TASK_ID = '0c7d5e92-3b64-4f18-a2d6-95e1b8c4f073';

/** One run of a test config. */
interface Run {
  /** Of its result. */
  readonly id: string;
  /** What the start of the run was answered. */
  readonly taskInstanceId: string;
  readonly testConfigId: string;
  /** On the sandbox's clock; undefined of a run that ended long ago. */
  readonly startedMs: number | undefined;
}

/** What requests have changed. */
export interface DaiTests {
  readonly runs: Map<string, Run>;
  readonly suts: Map<string, Record<string, unknown>>;
  /** How many requests have tried to start a run. */
  starts: number;
}

export function forgetRuns(tests: DaiTests): void {
  tests.starts = 0;
  tests.suts.clear();
  tests.runs.clear();
  tests.runs.set(EARLIER_RUN_ID, {
    id: EARLIER_RUN_ID,
    taskInstanceId: EARLIER_TASK_ID,
    testConfigId: TEST_CONFIG_ID,
    startedMs: undefined,
  });
}

type State = VendorState<DaiSettings>;

/** Runs of tests and what came of them: the task scheduler, and the Public API in both its versions. */
export function testRoutes(tests: DaiTests): Record<string, Handler<DaiSettings>> {
  const withRun =
    (answer: (run: Run, state: State, arrival: Arrival) => Answer): Handler<DaiSettings> =>
    (arrival, state) => {
      const run = tests.runs.get(arrival.params.id ?? '');
      return run === undefined ? nothingHere() : answer(run, state, arrival);
    };
  const runsOf = (arrival: Arrival, parameter: string, member: 'id' | 'testConfigId') => {
    const wanted = arrival.query.get(parameter);
    return [...tests.runs.values()].filter((run) => wanted === null || run[member] === wanted);
  };
  const listResults: Handler<DaiSettings> = (arrival, state) =>
    listed(
      runsOf(arrival, 'test_config_result_id', 'id').map((run) => testResult(run, state)),
      arrival,
    );
  return {
    'POST /task_scheduler_service/api/v1/task_instances/:id': ({ params }, state) => {
      if (params.id !== TEST_CONFIG_ID) return nothingHere();
      return begin(tests, state) ?? problem(500, 'Internal Server Error', 'Please try again.');
    },
    // The way of versions that know no Public API.
    'POST /api/run': (arrival, state) => {
      const { modelName } = formFields(arrival) ?? {};
      if (modelName !== MODEL_NAME) return json(404, { message: 'No such model.' });
      return begin(tests, state) ?? json(500, { message: 'Please try again.' });
    },
    'GET /sut_service/api/v1/suts': () => json(200, { items: [...tests.suts.values()] }),
    'GET /api/v1/test_results': listResults,
    'GET /api/v2/test_results': listResults,
    'GET /api/v2/test_results/:id': withRun((run, state) => json(200, testResult(run, state))),
    'GET /api/v2/test_results/:id/logs': withRun((run, state, arrival) =>
      listed(logsOf(run, state), arrival),
    ),
    'GET /api/v2/test_results/:id/screenshots': withRun((_run, _state, arrival) =>
      listed([], arrival),
    ),
    'GET /api/v2/test_config_results': (arrival, state) =>
      listed(
        runsOf(arrival, 'test_config_id', 'testConfigId').map((run) => configResult(run, state)),
        arrival,
      ),
    'GET /api/v2/test_config_results/:id': withRun((run, state) =>
      json(200, configResult(run, state)),
    ),
    'GET /api/v2/test_config_results/:id/junit': withRun((run, state) => {
      const status = statusOf(run, state);
      return status === 'RUNNING'
        ? problem(409, 'Conflict', 'The run has not ended.')
        : xml(200, junit(status));
    }),
    ...sutRoutes(tests),
  };
}

/** CRUD on systems under test. */
function sutRoutes({ suts }: DaiTests): Record<string, Handler<DaiSettings>> {
  const save = (id: string, arrival: Arrival, status: number) => {
    const given = jsonObject(arrival);
    if (typeof given?.name !== 'string') {
      const detail = [{ loc: ['body', 'name'], msg: 'Field required', type: 'missing' }];
      return json(422, { detail });
    }
    suts.set(id, { ...given, id });
    return json(status, suts.get(id));
  };
  const existing =
    (answer: (id: string, arrival: Arrival) => Answer): Handler<DaiSettings> =>
    (arrival) => {
      const { id = '' } = arrival.params;
      return suts.has(id) ? answer(id, arrival) : nothingHere();
    };
  return {
    'GET /api/v2/suts': (arrival) => listed([...suts.values()], arrival),
    'POST /api/v2/suts': (arrival) => save(randomUUID(), arrival, 201),
    'GET /api/v2/suts/:id': existing((id) => json(200, suts.get(id))),
    'PUT /api/v2/suts/:id': existing((id, arrival) => save(id, arrival, 200)),
    'DELETE /api/v2/suts/:id': existing((id) => {
      suts.delete(id);
      return empty(204);
    }),
  };
}

/** undefined if this start is to fail. */
function begin(tests: DaiTests, { settings, nowMs }: State): Answer | undefined {
  tests.starts += 1;
  if (tests.starts <= settings.failedStarts) return undefined;
  const run = {
    id: randomUUID(),
    taskInstanceId: randomUUID(),
    testConfigId: TEST_CONFIG_ID,
    startedMs: nowMs,
  };
  tests.runs.set(run.id, run);
  callWebhook(tests, run, settings);
  return json(201, { task_instance_id: run.taskInstanceId });
}

/** In real time, whatever the sandbox's clock says. No page shows the body. */
function callWebhook({ runs }: DaiTests, run: Run, settings: DaiSettings): void {
  const { webhookUrl, runSeconds, runOutcome } = settings;
  if (webhookUrl === null || runOutcome === 'never') return;
  const call = async () => {
    if (!runs.has(run.id)) return;
    const body = {
      task_instance_id: run.taskInstanceId,
      test_config_id: run.testConfigId,
      status: runOutcome,
    };
    const headers = { 'content-type': 'application/json' };
    await fetch(webhookUrl, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  setTimeout(() => void call().catch(() => undefined), runSeconds * 1000).unref();
}

function statusOf({ startedMs }: Run, { settings, nowMs }: State): string {
  if (startedMs === undefined) return 'PASSED';
  const isOver = nowMs - startedMs >= settings.runSeconds * 1000;
  return isOver && settings.runOutcome !== 'never' ? settings.runOutcome : 'RUNNING';
}

function configResult(run: Run, state: State) {
  return {
    id: run.id,
    task_instance_id: run.taskInstanceId,
    test_config_id: run.testConfigId,
    test_config_name: MODEL_NAME,
    status: statusOf(run, state),
  };
}

function testResult(run: Run, state: State) {
  return {
    id: run.id,
    test_config_result_id: run.id,
    test_config_id: run.testConfigId,
    status: statusOf(run, state),
  };
}

function logsOf(run: Run, state: State) {
  const status = statusOf(run, state);
  return ['Run started', ...(status === 'RUNNING' ? [] : [`Run ended: ${status}`])].map(
    (message, second) => ({
      timestamp: new Date(second * 1000).toISOString(),
      message,
      severity: status === 'FAILED' && second > 0 ? 'ERROR' : 'INFO',
      stage: 'run',
      message_type: 'text',
      image_id: null,
    }),
  );
}

function junit(status: string): string {
  const failure = status === 'PASSED' ? '' : `<failure message="${status}"/>`;
  const failures = status === 'PASSED' ? 0 : 1;
  return (
    `<?xml version="1.0" encoding="UTF-8"?><testsuites>` +
    `<testsuite name="${MODEL_NAME}" tests="1" failures="${failures}">` +
    `<testcase name="${MODEL_NAME}">${failure}</testcase></testsuite></testsuites>`
  );
}

/** A list of the Public API: a page of the items, and how many there are. */
function listed(all: readonly object[], { query }: Arrival): Answer {
  const offset = Number(query.get('offset') ?? 0) || 0;
  const limit = Number(query.get('limit') ?? 100) || 100;
  return json(200, { items: all.slice(offset, offset + limit), total_count: all.length });
}

function nothingHere(): Answer {
  return problem(404, 'Not Found', 'There is nothing here.');
}
