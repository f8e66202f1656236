/** A sealed copy of credential files that an earlier run left on a server. */
export interface FoundCopy {
  readonly server: string;
  /** Directory of the copy, for example `/var/lib/keyturn/sealed/0123456789ab/before`. */
  readonly directory: string;
  /** Time of the copy by the host's clock, in seconds since the epoch. */
  readonly madeAtSeconds: number;
}
