import { TRICKLE, type Exceeded, type TextBounds } from './answer-bounds.ts';

const LINE_FEED = 10;

/** Measures the answer to a reading command while it arrives, so that nobody waits for the end of an endless one. */
export interface AnswerMeter {
  /** Takes the next chunk of standard output. The answer is the bound that is now exceeded, if any. */
  stdout(chunk: Buffer): Exceeded | undefined;
  /** As `stdout`. The size of standard error is not bounded here, because its middle is dropped. */
  stderr(chunk: Buffer): Exceeded | undefined;
}

/** Counts bytes, lines, the bytes of the longest line, and packets. Time does not count. */
export function createAnswerMeter(bounds: TextBounds): AnswerMeter {
  const counted = { bytes: 0, lines: 0, lineBytes: 0 };
  const packets = { count: 0, bytes: 0 };

  const trickles = (chunk: Buffer): Exceeded | undefined => {
    packets.count += 1;
    packets.bytes += chunk.length;
    const isTrickle = packets.count >= TRICKLE.packets && packets.bytes < packets.count * TRICKLE.bytesPerPacket;
    return isTrickle ? { bound: 'trickle', limit: TRICKLE.bytesPerPacket } : undefined;
  };
  const isLineTooLong = (chunk: Buffer): boolean => {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      counted.lines += 1;
      if (counted.lineBytes + end - start > bounds.lineBytes) return true;
      counted.lineBytes = 0;
      start = end + 1;
    }
    counted.lineBytes += chunk.length - start;
    return counted.lineBytes > bounds.lineBytes;
  };

  return {
    stdout: (chunk) => {
      counted.bytes += chunk.length;
      if (counted.bytes > bounds.bytes) return { bound: 'bytes', limit: bounds.bytes };
      if (isLineTooLong(chunk)) return { bound: 'line-bytes', limit: bounds.lineBytes };
      if (counted.lines > bounds.lines) return { bound: 'lines', limit: bounds.lines };
      return trickles(chunk);
    },
    stderr: (chunk) => trickles(chunk),
  };
}
