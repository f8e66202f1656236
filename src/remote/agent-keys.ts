import { createConnection } from 'node:net';

import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';

import { codeOf, messageOf } from '../model/error-words.ts';
import { failed, success, type Result } from '../model/result.ts';

const { BaseAgent, OpenSSHAgent } = ssh2;

/** How long an agent may take to list its keys. */
const LISTING_MS = 10_000;

/** The keys of an agent that keyturn can use, or why nothing answers at its socket. */
export async function agentKeys(socket: string): Promise<Result<readonly ParsedKey[], string>> {
  const listed = await listKeys(socket);
  return listed.ok ? listed : failed((await connectionError(socket)) ?? listed.failure);
}

function listKeys(socket: string): Promise<Result<readonly ParsedKey[], string>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(failed('no answer')), LISTING_MS);
    new OpenSSHAgent(socket).getIdentities((error, keys) => {
      clearTimeout(timer);
      if (error !== undefined && error !== null) resolve(failed(messageOf(error)));
      else resolve(success((keys ?? []).filter((key) => 'getPublicSSH' in key)));
    });
  });
}

/** The system's code, which ssh2 keeps to itself (1.17). `undefined` if something accepts connections. */
function connectionError(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error) => resolve(codeOf(error)));
  });
}

/**
 * An SSH agent that offers only some of its keys. sshd counts every offered key and closes the connection after six
 * (`MaxAuthTries`), so an agent with many keys would prevent a good key from being tried.
 */
export class ChosenAgentKeys extends BaseAgent<ParsedKey> {
  readonly #agent: InstanceType<typeof OpenSSHAgent>;
  readonly #keys: readonly ParsedKey[];

  constructor(socket: string, keys: readonly ParsedKey[]) {
    super();
    this.#agent = new OpenSSHAgent(socket);
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
