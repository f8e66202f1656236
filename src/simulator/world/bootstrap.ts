/** Named after the token's hash; what lies there is sealed with the token, so that any bytes will do. */
export const BOOTSTRAP_KEY = '/bootstrap/4f2a9c01d7be';

/** The sealed copy of the credential files in the datastore. */
export interface Bootstrap {
  readonly config: string;
  readonly state: string;
  /** Of the encryption file of the server that saved it: whoever takes the file gives it this time. */
  readonly savedAtMs: number;
}
