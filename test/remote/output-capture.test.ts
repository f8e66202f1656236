import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { createOutputCapture } from '../../src/remote/output-capture.ts';
import { createRedactor, REDACTED } from '../../src/remote/redaction.ts';

function capture(maxBytes: number, chunks: readonly Buffer[], redactor = createRedactor()) {
  const captured = createOutputCapture(maxBytes, redactor);
  for (const chunk of chunks) captured.add(chunk);
  return captured.end();
}

describe('the capture of an output', () => {
  it('given less than the cap, in any chunks, then it is kept byte for byte', ({ expect }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 7 }), (text, size) => {
        const bytes = Buffer.from(text);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(capture(Math.max(2, bytes.length), chunks)).toEqual({ text: bytes.toString(), droppedBytes: 0 });
      }),
    );
  });

  it('given more than the cap, then the head and the tail are kept and the rest is counted', ({ expect }) => {
    const chunks = Array.from({ length: 100 }, (_, index) => Buffer.from(`${String(index).padStart(9, '0')}\n`));
    const { text, droppedBytes } = capture(40, chunks);
    expect(text).toBe('000000000\n000000001\n\n[960 bytes]\n000000098\n000000099\n');
    expect(droppedBytes).toBe(960);
  });

  it('given a secret across two chunks and the cut, then no part of it is kept', ({ expect }) => {
    const redactor = createRedactor();
    redactor.register('0123456789abcdef');
    const { text } = capture(
      24,
      [Buffer.from('xxxxxxxx01234567'), Buffer.from('89abcdefyyyyyyyyyyyyyyyyyyyy')],
      redactor,
    );
    expect(text.startsWith(`xxxxxxxx${REDACTED.slice(0, 4)}`)).toBe(true);
    expect(text).not.toMatch(/\d{3}[a-f]|0123|cdef/);
  });
});
