import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { describe, it } from 'vitest';

import { withGatheredWrites } from '../../src/remote/gathered-writes.ts';

/** Both ends of a connection on loopback. */
async function connectedPair(): Promise<{ readonly near: Socket; readonly far: Socket; readonly close: () => void }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', noDelay: true });
  const [far] = (await once(server, 'connection')) as [Socket];
  const close = (): void => {
    near.destroy();
    far.destroy();
    server.close();
  };
  return { near, far, close };
}

describe('writes that are gathered', () => {
  it('given several writes in one turn, when they arrive, then they came as one and in order', async ({ expect }) => {
    const { near, far, close } = await connectedPair();
    const batches: number[] = [];
    const writev = near._writev?.bind(near);
    near._writev = (chunks, callback) => {
      batches.push(chunks.length);
      writev?.(chunks, callback);
    };
    withGatheredWrites(near);

    near.write('length ');
    near.write(Buffer.from('body '));
    near.write('tag');
    const [received] = (await once(far, 'data')) as [Buffer];

    expect(received.toString()).toBe('length body tag');
    expect(batches).toEqual([3]);
    close();
  });

  it('given an end straight after a write, when the far end has read, then nothing is missing', async ({ expect }) => {
    const { near, far, close } = await connectedPair();
    withGatheredWrites(near);
    const chunks: Buffer[] = [];
    far.on('data', (chunk: Buffer) => chunks.push(chunk));

    near.write('last ');
    near.end('words');
    await once(far, 'end');

    expect(Buffer.concat(chunks).toString()).toBe('last words');
    close();
  });
});
