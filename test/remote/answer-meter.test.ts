import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { TRICKLE, type Exceeded } from '../../src/remote/answer-bounds.ts';
import { createAnswerMeter } from '../../src/remote/answer-meter.ts';

const BOUNDS = { bytes: 60, lines: 5, lineBytes: 20 };

/** The first bound that these chunks exceed. */
function measure(chunks: readonly Buffer[], bounds = BOUNDS): Exceeded | undefined {
  const meter = createAnswerMeter(bounds);
  return chunks.map((chunk) => meter.stdout(chunk)).find((exceeded) => exceeded !== undefined);
}

describe('the measure of an answer that arrives', () => {
  it.for([
    ['as many bytes and lines as are allowed', `${'.'.repeat(11)}\n`.repeat(5), undefined],
    ['a byte too many', '.\n'.repeat(2) + '.'.repeat(20) + '\n' + '.'.repeat(20) + '\n' + '.'.repeat(15), 'bytes'],
    ['a line too many', '\n'.repeat(6), 'lines'],
    ['a line as long as is allowed', `${'.'.repeat(20)}\n.`, undefined],
    ['a line that is too long', `.\n${'.'.repeat(21)}`, 'line-bytes'],
    ['a line that is too long, with its end', `${'.'.repeat(21)}\n`, 'line-bytes'],
  ] as const)('given %s, in any chunks, then it says so', ([, text, bound], { expect }) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length }), (size) => {
        const bytes = Buffer.from(text);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(measure(chunks)?.bound).toBe(bound);
      }),
    );
  });

  it.for([
    ['packets of one byte', 1, 'trickle'],
    ['packets of nearly enough', TRICKLE.bytesPerPacket - 1, 'trickle'],
    ['packets of enough', TRICKLE.bytesPerPacket, undefined],
  ] as const)('given %s without an end, then the rate decides', ([, size, bound], { expect }) => {
    const chunks = Array.from({ length: 2 * TRICKLE.packets }, () => Buffer.alloc(size, '.\n'));
    expect(measure(chunks, { bytes: 1e9, lines: 1e9, lineBytes: 1e9 })?.bound).toBe(bound);
  });

  it('given a few small packets, then no rate counts, however slow they come', ({ expect }) => {
    const chunks = Array.from({ length: TRICKLE.packets - 1 }, () => Buffer.from('.'));
    expect(measure(chunks, { bytes: 1e9, lines: 1e9, lineBytes: 1e9 })).toBeUndefined();
  });

  it('given standard error that drips without an end, then the rate decides there too', ({ expect }) => {
    const meter = createAnswerMeter(BOUNDS);
    const found = Array.from({ length: TRICKLE.packets }, () => meter.stderr(Buffer.from('.')));
    expect(found.at(-1)).toEqual({ bound: 'trickle', limit: TRICKLE.bytesPerPacket });
  });
});
