import { VENDORS, type VendorId } from './vendors';

/** Where the vendors are when a person starts them. */
export const fixedPorts = Object.fromEntries(
  Object.entries(VENDORS).map(([id, make]) => [id, make().fixedPort]),
) as Record<VendorId, number>;

/** A sentence for a person about a start that failed because a port is taken; undefined for any other failure. */
export function takenPort(error: unknown): string | undefined {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== 'EADDRINUSE') return undefined;
  return `Port ${String(port)} is taken. End what uses it (perhaps another sandbox) and start again.`;
}
