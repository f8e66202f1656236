import { createConnection, type Socket } from 'node:net';

import ssh2, {
  type GetStreamCallback,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';

import { codeOf } from '../model/error-words.ts';
import { failed, success, type Result } from '../model/result.ts';

const { BaseAgent, OpenSSHAgent } = ssh2;

/** How long an agent may take to list its keys, ms. */
const LISTING_MS = 10_000;

/**
 * ssh2's agent with connections that never keep the process alive. ssh2 closes a connection only after an answer (1.17),
 * and a stopped or overloaded agent accepts connections without ever answering.
 */
class PatientAgent extends OpenSSHAgent {
  readonly #path: string;
  readonly #open = new Set<Socket>();

  constructor(path: string) {
    super(path);
    this.#path = path;
  }

  override getStream(callback: GetStreamCallback): void {
    const socket = createConnection(this.#path).unref();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    // After the connect event ssh2 listens for errors by itself.
    socket.once('error', callback);
    socket.once('connect', () => {
      socket.off('error', callback);
      callback(undefined, socket);
    });
  }

  /** Closes every connection, also those without an answer. */
  close(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

/** The keys of an agent that keyturn can use, or why nothing answers at its socket. */
export function agentKeys(path: string, listingMs = LISTING_MS): Promise<Result<readonly ParsedKey[], string>> {
  return new Promise((resolve) => {
    const agent = new PatientAgent(path);
    const timer = setTimeout(() => {
      resolve(failed('no answer'));
      agent.close();
    }, listingMs);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      if (error !== undefined && error !== null) resolve(failed(codeOf(error)));
      else resolve(success((keys ?? []).filter((key) => 'getPublicSSH' in key)));
    });
  });
}

/**
 * An SSH agent that offers only some of its keys. sshd counts every offered key and closes the connection after six
 * (`MaxAuthTries`), so an agent with many keys would prevent a good key from being tried.
 */
export class ChosenAgentKeys extends BaseAgent<ParsedKey> {
  readonly #agent: PatientAgent;
  readonly #keys: readonly ParsedKey[];

  constructor(socket: string, keys: readonly ParsedKey[]) {
    super();
    this.#agent = new PatientAgent(socket);
    this.#keys = keys;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(undefined, [...this.#keys]);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    if (typeof options === 'function') this.#agent.sign(key, data, options);
    else this.#agent.sign(key, data, options, callback);
  }
}
