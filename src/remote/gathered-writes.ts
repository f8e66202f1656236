import type { Socket } from 'node:net';

/**
 * Makes a socket pass on all writes of one turn together. Without its native part, ssh2 writes the length, the body and
 * the tag of a packet separately. On a socket without delay each write would be a system call and a segment.
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
