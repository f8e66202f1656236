import { connect, type ClientHttp2Session } from 'node:http2';
import { createConnection } from 'node:net';

import type { Host } from './host.ts';
import { KINE_SOCKET } from './paths.ts';
import { bytesOf, decode, encode, numberOf, type Field } from '../../../src/simulator/engine/protobuf.ts';
import { etcdIdentity } from './request.ts';

const PATIENCE_MS = 5_000;

/** What etcd's client says when no member answers. */
const NO_ENDPOINTS = 'etcdclient: no available endpoints';

/** etcd or kine by gRPC, as the engine speaks to it: this host's own, or each other member in turn where it has none. */
export interface Datastore {
  /** Rejects with `NO_ENDPOINTS` when no member answers. */
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, value: Buffer): Promise<void>;
  /** One transaction; false when the key was there already. */
  createIfAbsent(key: string, value: Buffer): Promise<boolean>;
}

export function openDatastore(host: Host): Datastore {
  const endpoints = endpointsOf(host);
  const call = async (method: string, message: readonly Field[]): Promise<readonly Field[]> => {
    for (const endpoint of endpoints) {
      const answer = await callOne(endpoint, method, encode(message)).catch(() => undefined);
      if (answer !== undefined) return decode(answer);
    }
    throw new Error(NO_ENDPOINTS);
  };
  /** The two forms of a transaction that kine knows: to create, and to update from a revision with what is there as the answer otherwise. */
  const putIf = async (key: string, value: Buffer, revision: number): Promise<boolean> => {
    // The modification revision (target 2) equals (result 0); zero values are left out.
    const unchanged = encode([
      [2, 2],
      [3, Buffer.from(key)],
      [6, revision],
    ]);
    const put = encode([[2, encode(putRequest(key, value))]]);
    const otherwise = encode([[1, encode([[1, Buffer.from(key)]])]]);
    const answer = await call('Txn', [[1, unchanged], [2, put], ...(revision === 0 ? [] : [[3, otherwise] as const])]);
    return answer.some(([number, succeeded]) => number === 2 && succeeded === 1);
  };
  return {
    get: async (key) => {
      const pair = bytesOf(await call('Range', [[1, Buffer.from(key)]]), 2);
      return pair === undefined ? undefined : bytesOf(decode(pair), 5);
    },
    put: async (key, value) => {
      for (;;) {
        const pair = bytesOf(await call('Range', [[1, Buffer.from(key)]]), 2);
        const revision = pair === undefined ? 0 : numberOf(decode(pair), 3);
        if (await putIf(key, value, revision)) return;
      }
    },
    createIfAbsent: (key, value) => putIf(key, value, 0),
  };
}

function putRequest(key: string, value: Buffer): readonly Field[] {
  return [
    [1, Buffer.from(key)],
    [2, value],
  ];
}

/** Whoever can be asked, as what opens a session with it. */
interface Endpoint {
  readonly url: string;
  readonly open: () => ClientHttp2Session;
}

function endpointsOf(host: Host): readonly Endpoint[] {
  if (host.hasKine) {
    const open = (): ClientHttp2Session =>
      connect('http://localhost', { createConnection: () => createConnection(KINE_SOCKET) });
    return [{ url: `unix://${KINE_SOCKET}`, open }];
  }
  const addresses = host.hasEtcd ? ['127.0.0.1'] : host.members.map(({ ip }) => ip);
  return addresses.map((address) => {
    const url = `https://${address}:2379`;
    return { url, open: () => connect(url, etcdIdentity()) };
  });
}

/** One unary call. A message has five bytes before it: not compressed, and its length. */
function callOne({ url, open }: Endpoint, method: string, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const session = open();
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
