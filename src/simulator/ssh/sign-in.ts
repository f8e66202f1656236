import ssh2, { type AuthContext } from 'ssh2';

/**
 * Admits a client that proves to have the key, as one of the users. No other method is offered. Returns whether the
 * client was admitted.
 */
export function authenticator(users: readonly string[], authorizedKey: string): (attempt: AuthContext) => boolean {
  const allowed = ssh2.utils.parseKey(authorizedKey);
  if (allowed instanceof Error) throw allowed;
  return (attempt) => {
    if (attempt.method !== 'publickey') {
      attempt.reject(['publickey']);
      return false;
    }
    const { signature, blob, hashAlgo, key } = attempt;
    const isKnown = users.includes(attempt.username) && key.data.equals(allowed.getPublicSSH());
    // Without a signature the client only asks whether the key would be accepted. The check returns an Error where its
    // types promise only true or false.
    const verdict: unknown =
      signature === undefined || (blob !== undefined && allowed.verify(blob, signature, hashAlgo));
    const isProven = verdict === true;
    if (isKnown && isProven) attempt.accept();
    else attempt.reject(['publickey']);
    return isKnown && isProven;
  };
}
