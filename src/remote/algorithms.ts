import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';

/** Without SHA-1 anywhere. AES-GCM comes before ChaCha20 because ssh2 computes the latter in JavaScript. */
const HOST_KEY_ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/**
 * The algorithms offered to a host, best first. The list is explicit because ssh2's default still contains SHA-1 (ssh2
 * 1.17).
 *
 * `recordedKeyTypes` are the host's key types in known_hosts. The recorded types come first, so that a host with
 * several keys presents the recorded key. ssh2's fixed order would choose another key, which would look like a changed
 * key. The remaining types follow, so that a host without its recorded key is refused with its new fingerprint instead
 * of a failed negotiation.
 */
export function algorithmsFor(recordedKeyTypes: readonly string[]): Algorithms {
  const types = new Set([...recordedKeyTypes, ...Object.keys(HOST_KEY_ALGORITHMS)]);
  return {
    kex: [
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group14-sha256',
      'diffie-hellman-group-exchange-sha256',
    ],
    serverHostKey: [...types].flatMap((type) => HOST_KEY_ALGORITHMS[type] ?? []),
    cipher: [
      'aes128-gcm@openssh.com',
      'aes256-gcm@openssh.com',
      'chacha20-poly1305@openssh.com',
      'aes128-ctr',
      'aes192-ctr',
      'aes256-ctr',
    ],
    hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
    compress: ['none'],
  };
}
