import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';

const { BaseAgent, OpenSSHAgent } = ssh2;

/**
 * An SSH agent that offers a limited number of its keys. sshd counts every offered key and closes the connection after
 * six (`MaxAuthTries`), so an agent with many keys would prevent a good method from being tried.
 */
export class LimitedAgent extends BaseAgent<ParsedKey> {
  readonly #agent: InstanceType<typeof OpenSSHAgent>;
  readonly #most: number;
  readonly #alreadyTried: Buffer | undefined;

  constructor(options: { readonly socket: string; readonly most: number; readonly alreadyTried: Buffer | undefined }) {
    super();
    this.#agent = new OpenSSHAgent(options.socket);
    this.#most = options.most;
    this.#alreadyTried = options.alreadyTried;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    this.#agent.getIdentities((error, keys) => {
      if (error !== undefined && error !== null) {
        callback(error);
        return;
      }
      const tried = this.#alreadyTried;
      const parsed = (keys ?? []).filter((key) => 'getPublicSSH' in key);
      const fresh = parsed.filter((key) => tried === undefined || !key.getPublicSSH().equals(tried));
      callback(undefined, fresh.slice(0, this.#most));
    });
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
