import type { Socket } from 'node:net';

/** Writes the same over and over, as fast as it is taken. */
export function flood(
  socket: Socket,
  head: string,
  again: string | Buffer,
  written: (bytes: number) => void = () => undefined,
): void {
  socket.write(head);
  const more = () => {
    while (!socket.destroyed) {
      written(again.length);
      if (!socket.write(again)) break;
    }
  };
  socket.on('drain', more);
  more();
}
