import { connect } from 'node:http2';

import type { Host } from './host.ts';
import { bytesOf, decode, encode, type Field } from './protobuf.ts';
import { etcdIdentity } from './request.ts';

const PATIENCE_MS = 5_000;

/** What etcd's client says when no member answers. */
const NO_ENDPOINTS = 'etcdclient: no available endpoints';

/** etcd by gRPC, as the engine speaks to it: this host's member, or each of the others in turn where it has none. */
export interface Datastore {
  /** Rejects with `NO_ENDPOINTS` when no member answers. */
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, value: Buffer): Promise<void>;
  /** One transaction; false when the key was there already. */
  createIfAbsent(key: string, value: Buffer): Promise<boolean>;
}

export function openDatastore(host: Host): Datastore {
  const endpoints = host.hasEtcd ? ['127.0.0.1'] : host.members.map(({ ip }) => ip);
  const call = async (method: string, message: readonly Field[]): Promise<readonly Field[]> => {
    for (const endpoint of endpoints) {
      const answer = await callOne(`https://${endpoint}:2379`, method, encode(message)).catch(() => undefined);
      if (answer !== undefined) return decode(answer);
    }
    throw new Error(NO_ENDPOINTS);
  };
  return {
    get: async (key) => {
      const pair = bytesOf(await call('Range', [[1, Buffer.from(key)]]), 2);
      return pair === undefined ? undefined : bytesOf(decode(pair), 5);
    },
    put: async (key, value) => {
      await call('Put', putRequest(key, value));
    },
    createIfAbsent: async (key, value) => {
      // The create revision (target 1) equals (result 0) zero; zero values are left out.
      const absent = encode([
        [2, 1],
        [3, Buffer.from(key)],
        [5, 0],
      ]);
      const put = encode([[2, encode(putRequest(key, value))]]);
      const answer = await call('Txn', [
        [1, absent],
        [2, put],
      ]);
      return answer.some(([number, value]) => number === 2 && value === 1);
    },
  };
}

function putRequest(key: string, value: Buffer): readonly Field[] {
  return [
    [1, Buffer.from(key)],
    [2, value],
  ];
}

/** One unary call. A message has five bytes before it: not compressed, and its length. */
function callOne(url: string, method: string, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const session = connect(url, etcdIdentity());
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      session.destroy();
      settle();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const timer = setTimeout(() => fail(new Error(`${url}: no answer`)), PATIENCE_MS);
    session.once('error', fail);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/etcdserverpb.KV/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    let status = '';
    const readStatus = (headers: Readonly<Record<string, unknown>>): void => {
      if (typeof headers['grpc-status'] === 'string') status = headers['grpc-status'];
    };
    stream.once('response', readStatus);
    stream.once('trailers', readStatus);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('error', fail);
    stream.once('end', () => {
      if (status !== '0') return fail(new Error(`${url}: grpc-status ${status}`));
      return finish(() => resolve(Buffer.concat(chunks).subarray(5)));
    });
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([head, message]));
  });
}
