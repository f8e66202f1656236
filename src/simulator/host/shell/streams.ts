/** Standard input of one or several programs: who reads first has it all. */
export interface Input {
  /** Everything that was not read yet, when it has ended; afterwards nothing. */
  read(): Promise<Buffer>;
}

/** Where output goes. */
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
