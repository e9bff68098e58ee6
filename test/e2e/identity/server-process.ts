import {
  startServer,
  waitUntil,
  type ProcessOptions,
  type RunningProcess,
} from '../support/processes';
import { sendRaw } from './raw-request';

interface Probe {
  readonly origin: string;
  readonly path: string;
  /** A member of the answer that tells the server from any other. */
  readonly member: string;
  readonly timeoutMs: number;
}

const running = new Set<RunningProcess>();

/**
 * Starts a server and waits until it answers a GET as only it does. Whatever happens then,
 * `stopServers` ends it.
 */
export async function startAnswering(
  name: string,
  program: { readonly command: string; readonly args: string[]; readonly options: ProcessOptions },
  probe: Probe,
): Promise<RunningProcess> {
  const server = startServer(name, program.command, program.args, program.options);
  running.add(server);
  const answers = () =>
    sendRaw(probe.origin, { path: probe.path }).then(
      ({ body }) => typeof body === 'object' && body !== null && probe.member in body,
      () => false,
    );
  await waitUntil(`${name} to answer`, answers, {
    timeoutMs: probe.timeoutMs,
    everyMs: 250,
    server,
  });
  return server;
}

/** Ends every server that is still running. */
export async function stopServers(): Promise<void> {
  const servers = [...running];
  running.clear();
  await Promise.all(servers.map((server) => server.stop()));
}
