/** Collects a stream up to a number of bytes: the first half and the last half stay, what is between is counted. */
export class CappedOutput {
  readonly #half: number;
  #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #dropped = 0;

  constructor(maxBytes: number) {
    this.#half = Math.max(1, Math.floor(maxBytes / 2));
  }

  add(chunk: Buffer): void {
    const room = this.#half - this.#headBytes;
    const forHead = chunk.subarray(0, Math.max(0, room));
    if (forHead.length > 0) {
      this.#head.push(forHead);
      this.#headBytes += forHead.length;
    }
    const rest = chunk.subarray(forHead.length);
    if (rest.length === 0) return;
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    // Whole chunks only: at most one chunk more than the half stays until the end.
    for (
      let first = this.#tail[0];
      first !== undefined && this.#tailBytes - first.length >= this.#half;
      first = this.#tail[0]
    ) {
      this.#tail.shift();
      this.#tailBytes -= first.length;
      this.#dropped += first.length;
    }
  }

  /** Bytes that were dropped from the middle so far. */
  get droppedBytes(): number {
    return this.#dropped + Math.max(0, this.#tailBytes - this.#half);
  }

  text(): string {
    const tail = Buffer.concat(this.#tail);
    const kept = tail.subarray(Math.max(0, tail.length - this.#half));
    const dropped = this.droppedBytes;
    // A character may lie across the halves: nothing is decoded before they are put together.
    if (dropped === 0) return Buffer.concat([...this.#head, kept]).toString();
    return `${Buffer.concat(this.#head).toString()}\n[${dropped} bytes left out]\n${kept.toString()}`;
  }
}
