import { spawnSync } from 'node:child_process';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cuttingArgv } from '../../src/cluster/cut-values.ts';
import { parseGrpc } from '../../src/cluster/grpc.ts';
import { bytesOf, encodeMessage, numberOf } from '../../src/cluster/protobuf.ts';
import { quoteArgv } from '../../src/remote/quoting.ts';
import { bareHost, run } from '../simulator/host/bare-host.ts';

const MOST = { key: 40, value: 66, pairs: 2 };
const FILTER = cuttingArgv(MOST).map(quoteArgv).join(' | ');
const HEADERS = 'HTTP/2 200 \r\ncontent-type: application/grpc\r\n\r\n';

interface Pair {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly revision: number;
}

/** Bytes as anybody could put them into a Secret, among them what the filter looks for. */
const value = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .constantFrom('k8s:enc:aescbc:v1:aescbckey:x', '\r\n\r\n', 'grpc-status: 0\r\n', '\x12\x05\x0a\x03abc')
    .map((text) => Buffer.from(text)),
);
const pairs = fc.array(
  fc.record({
    key: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    value: value.map((bytes) => Buffer.from(bytes)),
    revision: fc.nat(),
  }),
  { maxLength: 8 },
);

/** A RangeResponse with the headers and trailers of HTTP around it. */
function answerOf(all: readonly Pair[]): Buffer {
  const message = encodeMessage([
    [1, encodeMessage([[3, 4711]])],
    ...all.map(
      ({ key, value: stored, revision }) =>
        [
          2,
          encodeMessage([
            [1, key],
            [3, revision],
            [5, stored],
          ]),
        ] as const,
    ),
    [4, all.length],
  ]);
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([Buffer.from(HEADERS), frame, message, Buffer.from('grpc-status: 0\r\ngrpc-message: \r\n')]);
}

function onThisMachine(bytes: Buffer): string {
  return spawnSync('sh', ['-c', FILTER], { input: bytes, encoding: 'utf8' }).stdout;
}

describe('the filter that cuts values on their host', () => {
  it('given any keys and values, passes each key whole and each value cut, and nothing can be taken for something else', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const read = parseGrpc(onThisMachine(answerOf(all)), MOST);
        if (read.kind !== 'message') throw new Error(read.message);
        const found = read.message.pairs.map((pair) => [bytesOf(pair, 1), numberOf(pair, 3), bytesOf(pair, 5)]);
        expect(found).toEqual(
          all.map(({ key, value: stored, revision }) => [key, revision, stored.subarray(0, MOST.value)]),
        );
        expect(numberOf(read.message.fields, 4)).toBe(all.length);
      }),
      { numRuns: 60 },
    );
  });

  it('given bytes that are no such answer, lets no more of them out than text before an empty line', () => {
    const html = Buffer.from('HTTP/2 200 \r\n\r\n<html>password=hunter2</html>');
    expect(Buffer.from(onThisMachine(html).split('\n')[0] ?? '', 'hex').toString()).not.toContain('html');
    expect(onThisMachine(html)).toMatch(/\nbad\n$/);
  });

  it('given a second message behind the first, stops there', () => {
    const twice = Buffer.concat([answerOf([]).subarray(0, -32), Buffer.from('\0\0\0\0\x07hunter2')]);
    expect(onThisMachine(twice)).toMatch(/\nbad\n$/);
    expect(Buffer.from(onThisMachine(twice).split('\n')[0] ?? '', 'hex').toString('latin1')).not.toContain('hunter');
  });

  it('given the same bytes, the simulated programs pass the same', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async (all) => {
        const answer = answerOf(all);
        const { stdout } = await run(bareHost(), FILTER, { stdin: answer.toString('latin1') });
        expect(stdout).toBe(onThisMachine(answer));
      }),
      { numRuns: 20 },
    );
  });
});
