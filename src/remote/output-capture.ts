import { StringDecoder } from 'node:string_decoder';

import { createRedactedStream } from './redacted-stream.ts';
import type { Redactor } from './redaction.ts';

/** The kept part of one stream. */
export interface Captured {
  readonly text: string;
  /** Bytes dropped from the middle. */
  readonly droppedBytes: number;
}

/** Collects one output stream in bounded memory. */
export interface OutputCapture {
  add(chunk: Buffer): void;
  end(): Captured;
}

/**
 * Keeps the first and the last half of `maxBytes`, because a command reports its actions first and its ending last, or
 * only the beginning of an answer that nobody reads unless it is whole. Text is scrubbed before the cut, so no cut can leave half of a secret. Bytes that are not UTF-8 become U+FFFD. Memory
 * depends on the number of bytes, and not on the number of chunks.
 */
export function createOutputCapture(
  maxBytes: number,
  redactor: Redactor,
  kept: 'head' | 'head-and-tail' = 'head-and-tail',
): OutputCapture {
  const decoder = new StringDecoder('utf8');
  const scrubber = createRedactedStream(redactor);
  const headBytes = kept === 'head' ? maxBytes : Math.ceil(maxBytes / 2);
  const most = kept === 'head' ? 0 : headBytes;
  const head = new GrowingBytes(maxBytes);
  const tail = new GrowingBytes(2 * most);
  let tailBytes = 0;

  const keep = (text: string): void => {
    let bytes = Buffer.from(text);
    if (head.length < headBytes) {
      const part = bytes.subarray(0, headBytes - head.length);
      head.add(part);
      bytes = bytes.subarray(part.length);
    }
    tailBytes += bytes.length;
    const last = bytes.subarray(Math.max(0, bytes.length - most));
    if (tail.length + last.length > 2 * most) tail.keepLast(most);
    tail.add(last);
  };

  return {
    add: (chunk) => {
      keep(scrubber.write(decoder.write(chunk)));
    },
    end: () => {
      keep(scrubber.write(decoder.end()) + scrubber.end());
      tail.keepLast(most);
      const droppedBytes = tailBytes - tail.length;
      if (droppedBytes > 0) return { text: `${head.text()}\n[${droppedBytes} bytes]\n${tail.text()}`, droppedBytes };
      // One decoding, because a character may lie across the two.
      head.add(tail.bytes());
      return { text: head.text(), droppedBytes };
    },
  };
}

const FIRST_BYTES = 1024;

/** Bytes in one piece of memory, which grows by doubling up to `most`. */
class GrowingBytes {
  readonly #most: number;
  #memory = Buffer.alloc(0);
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#length;
  }

  add(bytes: Buffer): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#memory.length) {
      const grown = Buffer.allocUnsafe(
        Math.max(needed, Math.min(this.#most, Math.max(FIRST_BYTES, needed, this.#memory.length * 2))),
      );
      this.#memory.copy(grown, 0, 0, this.#length);
      this.#memory = grown;
    }
    bytes.copy(this.#memory, this.#length);
    this.#length = needed;
  }

  /** Forgets all but the last `count` bytes. */
  keepLast(count: number): void {
    if (this.#length <= count) return;
    this.#memory.copyWithin(0, this.#length - count, this.#length);
    this.#length = count;
  }

  bytes(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  text(): string {
    return this.#memory.toString('utf8', 0, this.#length);
  }
}
