import ssh2 from 'ssh2';

/** A key pair in OpenSSH's formats. */
export interface SshKeyPair {
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA...`, without a comment. */
  readonly publicKey: string;
}

/** A new ed25519 key without passphrase. */
export function newSshKeyPair(): SshKeyPair {
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  return { privateKey: pair.private, publicKey: pair.public.trim() };
}
