/** Every value that one Secret was ever sent, and the last of them that was acknowledged. */
interface Entry {
  readonly sent: string[];
  /** Index into `sent`: this value, or a later one whose answer never came, is what a reader must see. */
  acknowledged: number;
  /** An update without an answer may still come into force: which value is the last one can never be told again. */
  unclear: boolean;
}

/** An update that is under way. Exactly one of its ends is called. */
export interface Update {
  acknowledged(): void;
  /** Refused by its status: it has not happened. */
  refused(): void;
  /** No answer, or one that says nothing: it may have happened, now or later. */
  unclear(): void;
}

/** What a read that began at some moment may answer. */
export interface Expectation {
  readonly name: string;
  /** Judges by what has been sent until now: an update may have come into force while the read was under way. */
  accepts(value: string): boolean;
}

/**
 * Which values acknowledged Secrets may have. A Secret that was acknowledged once stays in the book for good: a failed update adds
 * a value that is possible, and takes none away.
 */
export class SecretBook {
  readonly #entries = new Map<string, Entry>();

  get size(): number {
    return this.#entries.size;
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  created(name: string, value: string): void {
    this.#entries.set(name, { sent: [value], acknowledged: 0, unclear: false });
  }

  /** Begins an update; `undefined` for a Secret whose last update got no answer. One at a time for each Secret. */
  update(name: string, value: string): Update | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.unclear) return undefined;
    const index = entry.sent.push(value) - 1;
    return {
      acknowledged: () => {
        entry.acknowledged = index;
      },
      refused: () => {
        entry.sent.splice(index, 1);
      },
      unclear: () => {
        entry.unclear = true;
      },
    };
  }

  /** What a read that begins now may answer. */
  expect(name: string): Expectation {
    const entry = this.#entries.get(name);
    const from = entry?.acknowledged ?? 0;
    return { name, accepts: (value) => entry?.sent.includes(value, from) === true };
  }
}
