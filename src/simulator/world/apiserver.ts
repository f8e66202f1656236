import { randomUUID } from 'node:crypto';

import { parseConfig, sha256, type EncryptionConfig } from '../engine/encryption-config.ts';
import { ClusterError } from './cluster-error.ts';
import { NoQuorum, type Etcd } from './etcd.ts';
import { decrypt, encrypt, NoMatchingKey } from './keys.ts';
import { decodeSecret, encodeSecret, SECRETS, secretKey, type SecretObject } from './objects.ts';
import { DURATIONS, type SimulatedTime } from './time.ts';

/** What an apiserver needs of its host. */
export interface ApiserverHost {
  readonly name: string;
  /** Bytes of the encryption file, now. */
  readonly encryptionFile: () => Buffer | undefined;
  /** Fault: later than its poll, in simulated ms. */
  readonly lateReloadMs: () => number;
  /** The kine of its host runs, where the host has one. */
  readonly datastoreAnswers: () => boolean;
}

/** A stored Secret with what its storage says. */
export interface ReadSecret {
  readonly secret: SecretObject;
  readonly revision: number;
  readonly stale: boolean;
}

/** Which Secrets are listed. A page goes on behind the last name of the one before it, at that one's revision. */
export interface SecretListing {
  readonly limit?: number;
  readonly after?: string;
  readonly revision?: number;
}

export interface SecretPage {
  readonly items: readonly Omit<ReadSecret, 'stale'>[];
  /** That all pages are of. */
  readonly revision: number;
  /** What the next page goes on behind; `undefined`: this is the last one. */
  readonly next: string | undefined;
}

/**
 * A kube-apiserver as far as Secrets go. It uses the encryption file that it loaded at its start or by polling, which may be older
 * than the one on the disk. One that starts and cannot read some Secret never gets ready; one that was ready stays so (measured.md 1).
 */
export class Apiserver {
  readonly #host: ApiserverHost;
  readonly #etcd: Etcd;
  readonly #time: SimulatedTime;
  readonly #phaseMs: number;
  #config: EncryptionConfig | undefined;
  #loadedHash = '';
  #forget: (() => void) | undefined;
  #synced = false;
  containerId = '';
  running = false;
  startedAtMs = 0;
  reloadedAtMs: number | undefined;
  reloads = 0;

  constructor(options: {
    readonly host: ApiserverHost;
    readonly etcd: Etcd;
    readonly time: SimulatedTime;
    readonly phaseMs: number;
  }) {
    this.#host = options.host;
    this.#etcd = options.etcd;
    this.#time = options.time;
    this.#phaseMs = options.phaseMs;
  }

  /** SHA-256 of the file that is in use. */
  get loadedHash(): string {
    return this.#loadedHash;
  }

  get ready(): boolean {
    return this.running && this.#synced && this.#host.datastoreAnswers() && this.#etcd.hasQuorum();
  }

  start(): void {
    this.stop();
    this.running = true;
    this.containerId = randomUUID().replaceAll('-', '') + randomUUID().replaceAll('-', '');
    this.startedAtMs = this.#time.now();
    this.reloadedAtMs = undefined;
    this.#load();
    this.#synced = this.#canReadAll();
    this.#poll(this.#phaseMs);
  }

  stop(): void {
    this.running = false;
    this.#synced = false;
    this.#forget?.();
  }

  #poll(inMs: number): void {
    this.#forget = this.#time.after(inMs, () => {
      const late = this.#host.lateReloadMs();
      if (late > 0 && this.#changed()) {
        this.#forget = this.#time.after(late, () => this.#reload());
        return;
      }
      this.#reload();
    });
  }

  #changed(): boolean {
    const file = this.#host.encryptionFile();
    return file !== undefined && sha256(file) !== this.#loadedHash;
  }

  #reload(): void {
    if (this.#changed()) {
      this.#load();
      this.reloadedAtMs = this.#time.now();
      this.reloads += 1;
      // With the missing key back, what could not be read at the start can be now (measured.md 1, point 7).
      if (!this.#synced) this.#synced = this.#canReadAll();
    }
    this.#poll(DURATIONS.reloadPeriod);
  }

  #load(): void {
    const file = this.#host.encryptionFile();
    if (file === undefined) return;
    this.#config = parseConfig(file.toString());
    this.#loadedHash = sha256(file);
  }

  #canReadAll(): boolean {
    try {
      for (const { value } of this.#etcd.store.range(SECRETS.from, SECRETS.to)) decrypt(this.#inUse(), value);
      return true;
    } catch (error) {
      if (error instanceof NoMatchingKey) return false;
      throw error;
    }
  }

  #inUse(): EncryptionConfig {
    if (this.#config === undefined) throw new Error(`${this.#host.name}: apiserver without an encryption file`);
    return this.#config;
  }

  #assertDatastore(): void {
    if (!this.#host.datastoreAnswers()) throw new NoQuorum();
    this.#etcd.assertQuorum();
  }

  /** Reads one Secret. Throws `NoQuorum`, or `NoMatchingKey` when no loaded key fits. */
  read(namespace: string, name: string): ReadSecret | undefined {
    this.#assertDatastore();
    const stored = this.#etcd.store.get(secretKey(namespace, name));
    if (stored === undefined) return undefined;
    const { plain, stale } = decrypt(this.#inUse(), stored.value);
    return { secret: decodeSecret(plain), revision: stored.modRevision, stale };
  }

  /** Writes a Secret under the key that is the writing one here. */
  write(secret: SecretObject): number {
    this.#assertDatastore();
    const { namespace, name } = secret.metadata;
    return this.#etcd.store.put(secretKey(namespace, name), encrypt(this.#inUse(), encodeSecret(secret)));
  }

  /**
   * Puts a Secret as it was read at `revision`. An update that changes nothing is written only when the stored bytes are under another key
   * than the writing one.
   */
  rewrite(namespace: string, name: string, revision: number): 'written' | 'unchanged' | 'conflict' | 'gone' {
    const read = this.read(namespace, name);
    if (read === undefined) return 'gone';
    if (read.revision !== revision) return 'conflict';
    if (!read.stale) return 'unchanged';
    this.write(read.secret);
    return 'written';
  }

  remove(namespace: string, name: string): boolean {
    // A delete decrypts first: the API cannot even delete what it cannot read (measured.md 1).
    if (this.read(namespace, name) === undefined) return false;
    return this.#etcd.store.delete(secretKey(namespace, name));
  }

  /** A page of Secrets, or none: one on it that cannot be read fails the list as a whole. */
  list({ limit = Infinity, after, revision = this.#etcd.store.revision }: SecretListing = {}): SecretPage {
    this.#assertDatastore();
    const from = after === undefined ? SECRETS.from : `${after}\0`;
    const left = this.#etcd.store.range(from, SECRETS.to, revision);
    const page = left.slice(0, limit);
    const items = page.map(({ key, value, modRevision }) => {
      try {
        return { secret: decodeSecret(decrypt(this.#inUse(), value).plain), revision: modRevision };
      } catch (error) {
        throw error instanceof NoMatchingKey
          ? new ClusterError(`unable to transform key "${key}": ${error.message}`, { cause: error })
          : error;
      }
    });
    return { items, revision, next: page.length < left.length ? page.at(-1)?.key : undefined };
  }
}
