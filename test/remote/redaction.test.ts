import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { createRedactedStream } from '../../src/remote/redacted-stream.ts';
import { createRedactor, REDACTED, SHORTEST_VALUE } from '../../src/remote/redaction.ts';

const secret = 'K10a9f::server:s3cr3t/with+signs';

function redactorOf(...values: readonly string[]) {
  const redactor = createRedactor();
  for (const value of values) redactor.register(value);
  return redactor;
}

/** Few letters, so that values occur by chance, overlap, and start again inside themselves. */
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 });
const values = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 6, maxLength: 9 }), {
  maxLength: 4,
});

describe('redaction', () => {
  it.for([
    ['plain', secret],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64, one byte in', Buffer.from(`x${secret}yz`).toString('base64')],
    ['in base64, two bytes in', Buffer.from(`xy${secret}z`).toString('base64')],
    ['in base64 for URLs', Buffer.from(`xyz${secret}`).toString('base64url')],
  ])('given a registered value %s, when text is scrubbed, then nothing of it is left', ([, shown = ''], { expect }) => {
    const scrubbed = redactorOf(secret).scrub(`before ${shown} after`);
    expect(scrubbed).toContain(REDACTED);
    expect(scrubbed).toMatch(/^before .* after$/);
    const core = Buffer.from(secret).toString('base64').slice(4, 12);
    expect(scrubbed).not.toContain('s3cr3t');
    expect(scrubbed).not.toContain(core);
    expect(scrubbed.length).toBeLessThan('before  after'.length + REDACTED.length + 14);
  });

  it('given a value with a quote and a line end, when its JSON form is scrubbed, then nothing of it is left', ({
    expect,
  }) => {
    const value = 'first "line"\nsecond line';
    expect(redactorOf(value).scrub(JSON.stringify({ value }))).toBe(`{"value":"${REDACTED}"}`);
  });

  it('given values that overlap, when text is scrubbed, then no end of either is left', ({ expect }) => {
    expect(redactorOf('abcdef123', '123ghijkl').scrub('<abcdef123ghijkl>')).toBe(`<${REDACTED}>`);
  });

  it('given a value that is too short to be one, when text is scrubbed, then words stay words', ({ expect }) => {
    expect(redactorOf('a'.repeat(SHORTEST_VALUE - 1), '').scrub('aaaaa true')).toBe('aaaaa true');
  });

  it('given any values and text, when the text is scrubbed, then no value is in what is left between the marks', ({
    expect,
  }) => {
    fc.assert(
      fc.property(values, letters, (registered, text) => {
        const left = redactorOf(...registered)
          .scrub(text)
          .split(REDACTED);
        for (const value of registered) expect(left.some((piece) => piece.includes(value))).toBe(false);
      }),
    );
  });

  it('given any text in any chunks, when it is streamed, then the result is that of the whole text', ({ expect }) => {
    fc.assert(
      fc.property(values, fc.array(letters, { maxLength: 8 }), (registered, chunks) => {
        const redactor = redactorOf(...registered);
        const stream = createRedactedStream(redactor);
        const streamed = chunks.map((chunk) => stream.write(chunk)).join('') + stream.end();
        expect(streamed).toBe(redactor.scrub(chunks.join('')));
      }),
      { numRuns: 2000 },
    );
  });

  it('given a stream that matches for ever, when it flows, then little is held back', ({ expect }) => {
    const stream = createRedactedStream(redactorOf('aaaaaa'));
    let written = '';
    for (let index = 0; index < 1000; index += 1) written += stream.write('a'.repeat(100));
    expect(written).toBe(REDACTED);
    expect(stream.end()).toBe('');
  });
});
