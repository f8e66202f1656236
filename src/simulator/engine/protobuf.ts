/** A field of a protobuf message. Numbers are varints, and buffers stay unchanged. */
export type Field = readonly [number: number, value: number | Buffer];

/** Encodes the few kinds of fields needed by etcd's requests. */
export function encode(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) =>
      typeof value === 'number'
        ? Buffer.concat([varint(number << 3), varint(value)])
        : Buffer.concat([varint((number << 3) | 2), varint(value.length), value]),
    ),
  );
}

/** Fields in the order of the message. Numbers beyond 2^53 lose precision. */
export function decode(message: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let offset = 0;
  const next = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = message.readUInt8(offset);
      offset += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  while (offset < message.length) {
    const tag = next();
    const number = tag >>> 3;
    if ((tag & 7) === 0) {
      fields.push([number, next()]);
    } else if ((tag & 7) === 2) {
      const length = next();
      fields.push([number, message.subarray(offset, offset + length)]);
      offset += length;
    } else {
      throw new Error(`protobuf: wire type ${tag & 7}`);
    }
  }
  return fields;
}

/** The first field with this number that holds bytes. */
export function bytesOf(fields: readonly Field[], number: number): Buffer | undefined {
  const found = fields.find(([one]) => one === number)?.[1];
  return Buffer.isBuffer(found) ? found : undefined;
}

/**
 * The first field with this number that holds a number, or zero for an absent field, because protobuf leaves zeros out.
 */
export function numberOf(fields: readonly Field[], number: number): number {
  const found = fields.find(([one]) => one === number)?.[1];
  return typeof found === 'number' ? found : 0;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
