import ssh2, { type AuthContext } from 'ssh2';

/** Lets a client in that proves to have the one key, as one of the users; nothing else is offered. Says whether it did. */
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
    // Without a signature the client only asks whether the key would do.
    // It answers an Error where its types say only true or false.
    const verdict: unknown =
      signature === undefined || (blob !== undefined && allowed.verify(blob, signature, hashAlgo));
    const isProven = verdict === true;
    if (isKnown && isProven) attempt.accept();
    else attempt.reject(['publickey']);
    return isKnown && isProven;
  };
}
