/**
 * The filter reads a gRPC answer on its own host. It prints HTTP's headers and trailers and the message, with long
 * fields cut short. Values of Secrets are long fields, and a value without encryption would be the Secret itself.
 *
 * The filter follows the lengths in the message, so no content of a value can be mistaken for anything else. It stops
 * at the first unexpected byte. The memory needed is a line of `od`, however long the answer is.
 */

/** Bytes printed of each kind of field. */
export interface MostBytes {
  /** Bytes printed of a key. */
  readonly key: number;
  /** Bytes printed of a value. */
  readonly value: number;
  /**
   * The field of the message whose fields 1 and 5 are key and value, as 2 in a RangeResponse, or 0 for no such field.
   */
  readonly pairs: number;
}

/** Bytes printed of any other field. The longest other message in the answers is a header of four numbers. */
const MOST_OTHER_BYTES = 64;

/** Bytes printed of a field. `inPair` marks a field of a key and its value. */
export function mostOf({ key, value }: MostBytes, inPair: boolean, number: number): number {
  if (inPair && number === 1) return key;
  return inPair && number === 5 ? value : MOST_OTHER_BYTES;
}

/** The filter's last word after reading an answer to its end. */
export const READ_TO_ITS_END = 'tail';

// States: head (to the empty line of HTTP), frame (five bytes of gRPC), tag, length, number, copy (within the message),
// tail (behind it). The second rule skips a whole line of 16 numbers without splitting, because nearly all lines are
// within a value.
const PROGRAM = `
BEGIN { state = "head" }
skip >= 16 && length($0) == 64 { skip -= 16; at += 16; next }
{
  for (i = 1; i <= NF; i++) {
    if (skip > 0) { n = NF - i + 1; if (n > skip) n = skip; skip -= n; at += n; i += n - 1; continue }
    if (state == "tag" && deep && at == last) deep = 0
    if (state == "tag" && !deep && at == size) state = "tail"
    b = $i + 0
    printf "%02x", b
    if (state == "head" || state == "tail") {
      if (++texts > 8192 || b > 126 || (b < 32 && b != 10 && b != 13)) { state = "bad"; exit }
      seen = (seen * 256 + b) % 4294967296
      if (state == "head" && seen == 218762506) state = "frame"
    } else if (state == "frame") {
      if (++frames == 1 && b > 0) { state = "bad"; exit }
      size = size * 256 + b
      if (frames == 5) state = "tag"
    } else {
      at++
      if (state == "copy") {
        if (--copy == 0) { state = "tag"; skip = rest }
      } else if (state == "tag") {
        field = int(b / 8); wire = b % 8; value = 0; unit = 1
        if (b > 127 || (wire != 0 && wire != 2)) { state = "bad"; exit }
        state = wire == 2 ? "length" : "number"
      } else {
        value += b % 128 * unit; unit *= 128
        if (b < 128) {
          if (state == "number") state = "tag"
          else if (!deep && field == pairs) { deep = 1; last = at + value; state = "tag" }
          else {
            copy = deep && field == 1 ? keys : deep && field == 5 ? values : ${MOST_OTHER_BYTES}
            if (copy > value) copy = value
            rest = value - copy
            state = "copy"
            if (copy == 0) { state = "tag"; skip = rest }
          }
        }
      }
    }
  }
}
END {
  if (state == "tag" && deep && at == last) deep = 0
  if (state == "tag" && !deep && at == size && !skip) state = "tail"
  print "\\n" state
}`;

/**
 * The words of both programs of the filter, for a pipeline. The first prints bytes in decimal, and the second is the
 * filter. The output is one line of hexadecimal digits and one word.
 */
export function cuttingArgv({ key, value, pairs }: MostBytes): readonly (readonly string[])[] {
  const set = (name: string, number: number): readonly string[] => ['-v', `${name}=${number}`];
  return [
    ['od', '-An', '-v', '-tu1'],
    ['awk', ...set('keys', key), ...set('values', value), ...set('pairs', pairs), PROGRAM.trim()],
  ];
}
