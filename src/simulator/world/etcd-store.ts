/** A version of a key. `undefined` marks a deletion. */
interface Version {
  readonly revision: number;
  readonly createRevision: number;
  readonly count: number;
  readonly value: Buffer | undefined;
  /** The previous value of the key, which kine keeps in each row. Compaction does not remove the value. */
  readonly oldValue: Buffer | undefined;
}

/** A key as a range shows keys. */
export interface StoredKey {
  readonly key: string;
  readonly value: Buffer;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

/** A version of a key as a row of kine's table. */
export interface StoredRow {
  /** Absent in a row that marks a deletion. */
  readonly value: Buffer | undefined;
  readonly oldValue: Buffer | undefined;
  /** The newest row of its key. */
  readonly isCurrent: boolean;
}

/** etcd's key space with its revisions, shared by all members. The simulation covers quorum, not replication. */
export class EtcdStore {
  readonly #versions = new Map<string, Version[]>();
  #sorted: string[] | undefined;
  #revision = 1;
  #compactedTo = 0;
  #bytes = 0;

  get revision(): number {
    return this.#revision;
  }

  /** Earlier revisions are no longer readable. */
  get compactedTo(): number {
    return this.#compactedTo;
  }

  /** Size of kine's whole table, in bytes. */
  get databaseBytes(): number {
    const held = [...this.#versions.values()].flat();
    return held.reduce((sum, { value, oldValue }) => sum + (value?.length ?? 0) + (oldValue?.length ?? 0), 20_480);
  }

  /** Size of all newest values, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): StoredKey | undefined {
    return this.#at(key, this.#revision);
  }

  put(key: string, value: Buffer): number {
    const before = this.get(key);
    this.#revision += 1;
    const createRevision = before?.createRevision ?? this.#revision;
    this.#append(key, {
      revision: this.#revision,
      createRevision,
      count: (before?.version ?? 0) + 1,
      value,
      oldValue: before?.value,
    });
    this.#bytes += value.length - (before?.value.length ?? 0);
    return this.#revision;
  }

  delete(key: string): boolean {
    const before = this.get(key);
    if (before === undefined) return false;
    this.#revision += 1;
    this.#append(key, {
      revision: this.#revision,
      createRevision: before.createRevision,
      count: 0,
      value: undefined,
      oldValue: before.value,
    });
    this.#bytes -= before.value.length;
    return true;
  }

  /** Keys from `from` up to but without `to`, in byte order, at `revision`. */
  range(from: string, to: string, revision = this.#revision): readonly StoredKey[] {
    this.#sorted ??= [...this.#versions.keys()].sort();
    const found: StoredKey[] = [];
    for (let index = lowerBound(this.#sorted, from); index < this.#sorted.length; index += 1) {
      const key = this.#sorted[index];
      if (key === undefined || key >= to) break;
      const stored = this.#at(key, revision);
      if (stored !== undefined) found.push(stored);
    }
    return found;
  }

  /** Rows of kine's table, as compaction has left them. */
  rows(from: string, to: string): readonly StoredRow[] {
    return [...this.#versions]
      .filter(([key]) => key >= from && key < to)
      .flatMap(([, versions]) =>
        versions.map(({ value, oldValue }, index) => ({ value, oldValue, isCurrent: index === versions.length - 1 })),
      );
  }

  /**
   * Removes superseded versions up to a revision, and deletions, as kine does. The remaining rows keep their old
   * values.
   */
  compact(revision: number): void {
    if (revision <= this.#compactedTo) return;
    this.#compactedTo = revision;
    for (const [key, versions] of this.#versions) {
      const kept = versions.filter((version, index) => {
        const next = versions[index + 1];
        const isSuperseded = next !== undefined && next.revision <= revision;
        return !isSuperseded && (version.value !== undefined || version.revision > revision);
      });
      if (kept.length === 0) this.#versions.delete(key);
      else if (kept.length < versions.length) this.#versions.set(key, kept);
    }
    this.#sorted = undefined;
  }

  #append(key: string, version: Version): void {
    const versions = this.#versions.get(key);
    if (versions === undefined) {
      this.#versions.set(key, [version]);
      this.#sorted = undefined;
    } else {
      versions.push(version);
    }
  }

  #at(key: string, revision: number): StoredKey | undefined {
    const version = this.#versions.get(key)?.findLast((one) => one.revision <= revision);
    if (version?.value === undefined) return undefined;
    return {
      key,
      value: version.value,
      createRevision: version.createRevision,
      modRevision: version.revision,
      version: version.count,
    };
  }
}

function lowerBound(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
