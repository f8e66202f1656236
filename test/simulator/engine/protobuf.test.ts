import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { bytesOf, decode, encode, numberOf, type Field } from '../../../src/simulator/engine/protobuf.ts';

const field = fc.tuple(
  fc.integer({ min: 1, max: 1_000 }),
  fc.oneof(
    fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  ),
);

describe('messages of protobuf', () => {
  it('given fields of which one is not there, when it is asked for, then a number is zero and bytes are none', ({
    expect,
  }) => {
    const fields = decode(encode([[3, 300]]));

    expect([numberOf(fields, 3), numberOf(fields, 4), bytesOf(fields, 3)]).toEqual([300, 0, undefined]);
  });

  it('given the example of its own documentation, when it is encoded, then these are the bytes', ({ expect }) => {
    expect(encode([[1, 150]]).toString('hex')).toBe('089601');
    expect(encode([[2, Buffer.from('testing')]]).toString('hex')).toBe('120774657374696e67');
  });

  it('given any fields, when they are encoded and decoded, then they are the same', () => {
    fc.assert(
      fc.property(fc.array(field), (fields: readonly Field[]) => {
        const back = decode(encode(fields));
        return (
          back.length === fields.length &&
          fields.every(([number, value], index) => {
            const [sameNumber, same] = back[index] ?? [0, 0];
            return number === sameNumber && (Buffer.isBuffer(value) ? value.equals(same as Buffer) : value === same);
          })
        );
      }),
    );
  });

  it('given a number and bytes under one field, when its bytes are asked for, then they are the bytes', ({
    expect,
  }) => {
    const fields: readonly Field[] = [
      [1, Buffer.from('other')],
      [2, Buffer.from('these')],
    ];

    expect(bytesOf(fields, 2)?.toString()).toBe('these');
    expect(bytesOf([[2, 7]], 2)).toBeUndefined();
  });

  it('given a kind of field that etcd does not send, when it is decoded, then it is refused', ({ expect }) => {
    expect(() => decode(Buffer.from([0x0d, 0, 0, 0, 0]))).toThrow('wire type 5');
  });
});
