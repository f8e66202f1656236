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
 * Keeps the first and the last half of `maxBytes`, because a command reports its actions first and its ending last.
 * Text is scrubbed before the cut, so no cut can leave half of a secret. Bytes that are not UTF-8 become U+FFFD.
 */
export function createOutputCapture(maxBytes: number, redactor: Redactor): OutputCapture {
  const decoder = new StringDecoder('utf8');
  const scrubber = createRedactedStream(redactor);
  const half = Math.ceil(maxBytes / 2);
  const head: Buffer[] = [];
  const tail: Buffer[] = [];
  let headBytes = 0;
  let tailBytes = 0;
  let droppedBytes = 0;

  const keep = (text: string): void => {
    let bytes = Buffer.from(text);
    if (headBytes < half) {
      const part = bytes.subarray(0, half - headBytes);
      head.push(part);
      headBytes += part.length;
      bytes = bytes.subarray(part.length);
    }
    if (bytes.length === 0) return;
    tail.push(bytes);
    tailBytes += bytes.length;
    for (let first = tail[0]; first !== undefined && tailBytes - first.length >= half; first = tail[0]) {
      tail.shift();
      tailBytes -= first.length;
      droppedBytes += first.length;
    }
  };

  return {
    add: (chunk) => {
      keep(scrubber.write(decoder.write(chunk)));
    },
    end: () => {
      keep(scrubber.write(decoder.end()) + scrubber.end());
      const surplus = Math.max(0, tailBytes - half);
      const end = Buffer.concat(tail).subarray(surplus);
      droppedBytes += surplus;
      if (droppedBytes === 0) return { text: Buffer.concat([...head, end]).toString(), droppedBytes };
      return { text: `${Buffer.concat(head).toString()}\n[${droppedBytes} bytes]\n${end.toString()}`, droppedBytes };
    },
  };
}
