/**
 * The part of protobuf's wire format needed for questions to etcd's gRPC services, which is numbers and
 * length-delimited fields. A malformed message is rejected whole.
 */

/** A field as encoded on the wire. */
export type Field =
  | { readonly number: number; readonly kind: 'number'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'bytes'; readonly value: Buffer };

const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** Length of the longest 64-bit number, in bytes. */
const MOST_VARINT_BYTES = 10;

/** A message of these fields, in this order. Zero, `false` and empty fields are left out, as in proto3. */
export function encodeMessage(fields: readonly (readonly [number, number | boolean | Buffer])[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (Buffer.isBuffer(value)) {
        return value.length === 0 ? [] : [varint(number * 8 + LENGTH_DELIMITED), varint(value.length), value];
      }
      return Number(value) === 0 ? [] : [varint(number * 8 + VARINT), varint(Number(value))];
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  while (left > 127) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  return Buffer.from([...bytes, left]);
}

/** Thrown by `FieldReader`, and caught inside the codecs. */
export class NotAMessage extends Error {}

/** Reads fields one after another from bytes in which long fields may be cut. `length` is the length before the cut. */
export class FieldReader {
  readonly #bytes: Buffer;
  /** Position of the next byte. */
  #at = 0;
  /** Position of the next byte before the cut. */
  #whole = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Number of bytes read, including the bytes cut out. */
  get position(): number {
    return this.#whole;
  }

  /** The bytes not read yet. */
  get rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  /** Number and wire type of the next field, and the field's value or length. */
  head(): { readonly number: number; readonly kind: 'number' | 'bytes'; readonly value: bigint } {
    const tag = Number(this.#varint());
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    if (number === 0 || (wire !== VARINT && wire !== LENGTH_DELIMITED)) throw new NotAMessage('wire type');
    return { number, kind: wire === VARINT ? 'number' : 'bytes', value: this.#varint() };
  }

  /** The bytes of a field whose full length is `length`. At most `most` bytes are present. */
  take(length: number, most: number): Buffer {
    const end = this.#at + Math.min(length, most);
    if (end > this.#bytes.length) throw new NotAMessage('cut short');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    this.#whole += length;
    return taken;
  }

  #varint(): bigint {
    let value = 0n;
    for (let index = 0; index < MOST_VARINT_BYTES; index += 1) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new NotAMessage('cut short');
      this.#at += 1;
      this.#whole += 1;
      value |= BigInt(byte & 127) << BigInt(7 * index);
      if (byte < 128) return value;
    }
    throw new NotAMessage('number too long');
  }
}

/**
 * Fields up to the end of a message. `most` gives the number of bytes present of a long field. Throws `NotAMessage`.
 */
export function readFields(reader: FieldReader, end: number, most: (number: number) => number): readonly Field[] {
  const fields: Field[] = [];
  while (reader.position < end) {
    const { number, kind, value } = reader.head();
    if (kind === 'number') fields.push({ number, kind, value });
    else fields.push({ number, kind, value: reader.take(Number(value), most(number)) });
  }
  if (reader.position !== end) throw new NotAMessage('longer than it says');
  return fields;
}

/** A number of a message, or zero if absent. Throws `NotAMessage` when the number cannot be represented exactly. */
export function numberOf(fields: readonly Field[], number: number): number {
  const found = fields.findLast((field) => field.number === number);
  if (found === undefined) return 0;
  if (found.kind !== 'number' || found.value > BigInt(Number.MAX_SAFE_INTEGER)) throw new NotAMessage('number');
  return Number(found.value);
}

/** Bytes of a message, or empty if absent. Throws `NotAMessage`. */
export function bytesOf(fields: readonly Field[], number: number): Buffer {
  const found = fields.findLast((field) => field.number === number);
  if (found === undefined) return Buffer.alloc(0);
  if (found.kind !== 'bytes') throw new NotAMessage('bytes');
  return found.value;
}
