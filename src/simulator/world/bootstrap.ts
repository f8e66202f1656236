/** Named after the token's hash. A real value is sealed with the token, so any bytes will do. */
export const BOOTSTRAP_KEY = '/bootstrap/4f2a9c01d7be';

/** The copy of the credential files in the datastore, sealed by the engine. */
export interface Bootstrap {
  readonly config: string;
  readonly state: string;
  /**
   * Modification time of the encryption file on the server that saved the file. A server that takes the file sets this
   * time.
   */
  readonly savedAtMs: number;
}
