/** A change of the simulated cluster, or a request to the cluster. Times are ms since the epoch. */
export type LedgerEntry =
  | {
      readonly kind: 'engine-command';
      readonly server: string;
      readonly command: string;
      readonly accepted: boolean;
      readonly atMs: number;
    }
  | { readonly kind: 'key-minted'; readonly server: string; readonly key: string; readonly atMs: number }
  | { readonly kind: 'service-restart'; readonly server: string; readonly atMs: number }
  | { readonly kind: 'container-stop'; readonly server: string; readonly atMs: number }
  | { readonly kind: 'snapshot'; readonly server: string; readonly name: string; readonly atMs: number }
  | {
      readonly kind: 'line';
      readonly server: string;
      readonly user: string;
      readonly line: string;
      readonly atMs: number;
    }
  | {
      readonly kind: 'unknown-program';
      readonly server: string;
      readonly program: string;
      readonly line: string;
      readonly atMs: number;
    };

/** All events, in order. Tests read the ledger as the servers' side of the story. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];
  readonly #listeners: ((entry: LedgerEntry) => void)[] = [];

  add(entry: LedgerEntry): void {
    this.#entries.push(entry);
    for (const listener of this.#listeners) listener(entry);
  }

  /** Calls the listener for every later entry. */
  listen(listener: (entry: LedgerEntry) => void): void {
    this.#listeners.push(listener);
  }

  snapshot(): readonly LedgerEntry[] {
    return [...this.#entries];
  }
}
