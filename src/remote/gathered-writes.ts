import type { Socket } from 'node:net';

/**
 * Makes a socket hand on in one go what is written to it within one turn. ssh2 writes the length, the body and the tag of a packet one by
 * one where its native part is not built; on a socket without delay each of them would be a system call and a segment of its own.
 */
export function withGatheredWrites(socket: Socket): Socket {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  socket.write = (...args: unknown[]): boolean => {
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    return write(...args);
  };
  return socket;
}
