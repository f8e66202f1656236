import { bytesOf, decode, encode, numberOf, type Field } from '../engine/protobuf.ts';
import type { EtcdStore, StoredKey } from './etcd-store.ts';

// etcd's api/etcdserverpb/rpc.proto and api/mvccpb/kv.proto.
const REQUEST = { key: 1, rangeEnd: 2, limit: 3, revision: 4, keysOnly: 8, countOnly: 9 } as const;
const RESPONSE = { header: 1, pairs: 2, more: 3, count: 4 } as const;
const REVISION_OF_HEADER = 3;
const PAIR = { key: 1, createRevision: 2, modRevision: 3, value: 5 } as const;
const STATUS = { header: 1, version: 2, dbSize: 3 } as const;

/** The etcd version that kine v0.16.4 claims to emulate. */
const VERSION = '3.6.11';
const FRAME_BYTES = 5;

/** gRPC's error numbers. */
const UNKNOWN = 2;
const OUT_OF_RANGE = 11;
const UNIMPLEMENTED = 12;

/** An answer of kine, or the reason of its absence in kine's words (test/recordings/kine-0.16.4). */
type Answer = { readonly message: Buffer } | { readonly status: number; readonly words: string };

/**
 * kine's answer to a call, with HTTP/2's headers, the framed message and the trailers, as curl prints all three with
 * `--dump-header -`.
 */
export function kineReply(store: EtcdStore, method: string, request: Buffer): Buffer {
  const answer = answerTo(store, method, decode(request.subarray(FRAME_BYTES)));
  const headers = 'HTTP/2 200 \r\ncontent-type: application/grpc\r\n';
  if ('status' in answer) {
    return Buffer.from(`${headers}grpc-status: ${answer.status}\r\ngrpc-message: ${answer.words}\r\n\r\n`);
  }
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.writeUInt32BE(answer.message.length, 1);
  const trailers = 'grpc-status: 0\r\ngrpc-message: \r\n';
  return Buffer.concat([Buffer.from(`${headers}\r\n`), frame, answer.message, Buffer.from(trailers)]);
}

function answerTo(store: EtcdStore, method: string, request: readonly Field[]): Answer {
  switch (method) {
    case 'etcdserverpb.KV/Range':
      return range(store, request);
    case 'etcdserverpb.Maintenance/Status':
      return {
        message: encode([
          [STATUS.header, Buffer.alloc(0)],
          [STATUS.version, Buffer.from(VERSION)],
          [STATUS.dbSize, store.databaseBytes],
        ]),
      };
    default: {
      const call = method.split('/').at(-1) ?? method;
      return { status: UNKNOWN, words: `${call.toLowerCase()} is not supported` };
    }
  }
}

function range(store: EtcdStore, request: readonly Field[]): Answer {
  const from = bytesOf(request, REQUEST.key)?.toString() ?? '';
  const end = bytesOf(request, REQUEST.rangeEnd)?.toString();
  const limit = numberOf(request, REQUEST.limit);
  const revision = numberOf(request, REQUEST.revision);
  if (end === undefined && limit > 1) return { status: UNIMPLEMENTED, words: 'limit is not implemented by kine' };
  if (revision > store.revision) {
    return { status: OUT_OF_RANGE, words: 'etcdserver: mvcc: required revision is a future revision' };
  }
  if (revision > 0 && revision < store.compactedTo) {
    return { status: OUT_OF_RANGE, words: 'etcdserver: mvcc: required revision has been compacted' };
  }
  const all = store.range(from, end ?? `${from}\0`, revision === 0 ? undefined : revision);
  const page = limit > 0 ? all.slice(0, limit) : all;
  const shown = numberOf(request, REQUEST.countOnly) === 1 ? [] : page;
  const keysOnly = numberOf(request, REQUEST.keysOnly) === 1;
  return {
    message: encode([
      [RESPONSE.header, encode([[REVISION_OF_HEADER, store.revision]])],
      ...shown.map((stored): Field => [RESPONSE.pairs, pair(stored, keysOnly)]),
      ...(page.length < all.length ? [[RESPONSE.more, 1] as const] : []),
      ...(all.length > 0 ? [[RESPONSE.count, all.length] as const] : []),
    ]),
  };
}

/** kine returns no version of a key. */
function pair({ key, value, createRevision, modRevision }: StoredKey, keysOnly: boolean): Buffer {
  return encode([
    [PAIR.key, Buffer.from(key)],
    [PAIR.createRevision, createRevision],
    [PAIR.modRevision, modRevision],
    ...(keysOnly ? [] : [[PAIR.value, value] as const]),
  ]);
}
