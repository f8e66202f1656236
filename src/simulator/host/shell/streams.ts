/** Standard input of one or several programs. The first reader receives everything. */
export interface Input {
  /** All unread input, available at its end. A later read is empty. */
  read(): Promise<Buffer>;
}

/** The destination of output. */
export interface Sink {
  write(data: Buffer): void;
}

export interface Streams {
  readonly input: Input;
  readonly output: Sink;
  readonly errors: Sink;
}

const NOTHING = Buffer.alloc(0);

export function inputOf(content: Buffer): Input {
  let left = content;
  return {
    read: async () => {
      const taken = left;
      left = NOTHING;
      return taken;
    },
  };
}

/** Collects output in memory. */
export class Collector implements Sink {
  readonly #pieces: Buffer[] = [];

  write(data: Buffer): void {
    if (data.length > 0) this.#pieces.push(data);
  }

  get content(): Buffer {
    const [only, second] = this.#pieces;
    if (only !== undefined && second === undefined) return only;
    return Buffer.concat(this.#pieces);
  }
}

/** `/dev/null`. */
export const NOWHERE: Sink = { write: () => {} };
