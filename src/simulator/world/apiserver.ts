import { randomUUID } from 'node:crypto';

import { parseConfig, sha256, type EncryptionConfig } from '../engine/encryption-config.ts';
import { ClusterError } from './cluster-error.ts';
import { NoQuorum, type Etcd } from './etcd.ts';
import { decrypt, encrypt, NoMatchingKey } from './keys.ts';
import { decodeSecret, encodeSecret, SECRETS, secretKey, type SecretObject } from './objects.ts';
import { DURATIONS, type SimulatedTime } from './time.ts';

/** An apiserver's view of its host. */
export interface ApiserverHost {
  readonly name: string;
  /** Present bytes of the encryption file. */
  readonly encryptionFile: () => Buffer | undefined;
  /** Fault. Delay after the poll, in simulated ms. */
  readonly lateReloadMs: () => number;
  /** Whether the host's own kine runs, if the host has a kine. */
  readonly datastoreAnswers: () => boolean;
}

/** A stored Secret with the facts of its storage. */
export interface ReadSecret {
  readonly secret: SecretObject;
  readonly revision: number;
  readonly stale: boolean;
}

/**
 * The Secrets to list. A page begins after the last name of the previous page, at the revision of the previous page.
 */
export interface SecretListing {
  readonly limit?: number;
  readonly after?: string;
  readonly revision?: number;
}

export interface SecretPage {
  readonly items: readonly Omit<ReadSecret, 'stale'>[];
  /** The revision shared by all pages. */
  readonly revision: number;
  /** The name before the next page, or `undefined` on the last page. */
  readonly next: string | undefined;
}

/**
 * The part of a kube-apiserver that handles Secrets. The apiserver uses the encryption file loaded at its start or by
 * polling, which may be older than the file on the disk. A starting apiserver that cannot read some Secret never gets
 * ready, and a ready apiserver stays ready (measured.md 1).
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

  /** SHA-256 of the file in use. */
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
      // With the missing key back, Secrets unreadable at the start can be read (measured.md 1, point 7).
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

  /** Writes a Secret under this apiserver's writing key. */
  write(secret: SecretObject): number {
    this.#assertDatastore();
    const { namespace, name } = secret.metadata;
    return this.#etcd.store.put(secretKey(namespace, name), encrypt(this.#inUse(), encodeSecret(secret)));
  }

  /**
   * Puts a Secret unchanged as read at `revision`. An update without a change is written only if the stored bytes are
   * not under the writing key.
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
    // A delete decrypts first, so the API cannot even delete an unreadable Secret (measured.md 1).
    if (this.read(namespace, name) === undefined) return false;
    return this.#etcd.store.delete(secretKey(namespace, name));
  }

  /** A page of Secrets. One unreadable Secret on the page fails the whole list. */
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
