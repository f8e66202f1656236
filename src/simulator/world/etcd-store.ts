/** A version of a key; `undefined`: deleted. */
interface Version {
  readonly revision: number;
  readonly createRevision: number;
  readonly count: number;
  readonly value: Buffer | undefined;
}

/** A key as a range shows it. */
export interface StoredKey {
  readonly key: string;
  readonly value: Buffer;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

/** etcd's key space with its revisions. All members share it: replication is not what is simulated, quorum is. */
export class EtcdStore {
  readonly #versions = new Map<string, Version[]>();
  #sorted: string[] | undefined;
  #revision = 1;
  #bytes = 0;

  get revision(): number {
    return this.#revision;
  }

  /** Bytes of all newest values. */
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
    this.#append(key, { revision: this.#revision, createRevision, count: (before?.version ?? 0) + 1, value });
    this.#bytes += value.length - (before?.value.length ?? 0);
    return this.#revision;
  }

  delete(key: string): boolean {
    const before = this.get(key);
    if (before === undefined) return false;
    this.#revision += 1;
    this.#append(key, { revision: this.#revision, createRevision: before.createRevision, count: 0, value: undefined });
    this.#bytes -= before.value.length;
    return true;
  }

  /** Keys from `from` up to, without, `to`, in byte order, as they were at `revision`. */
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
