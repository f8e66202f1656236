/** A text form of the inventory, and the expectation reported for an invalid text. */
export interface Format {
  /** The end of the rule's name, as in `invalid-duration`. */
  readonly name: string;
  readonly pattern: RegExp;
  readonly expected: string;
}

/** A number with a unit, for example `15s`. */
export const DURATION: Format = {
  name: 'duration',
  pattern: /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/,
  expected: 'a number and ms, s, m, h or d, for example 15s',
};

/** An IP address or a host name. The text never begins with `-`, so no program can mistake the name for an option. */
export const HOST: Format = {
  name: 'host',
  pattern: /^[A-Za-z0-9:][A-Za-z0-9.:_%-]*$/,
  expected: 'an IP address or a host name',
};

/** A user on a host. */
export const USER: Format = {
  name: 'user',
  pattern: /^[A-Za-z0-9_][^\s:/]*$/,
  expected: 'a user name',
};

/** Names a cluster. The name becomes part of file names. */
export const CLUSTER_NAME: Format = {
  name: 'cluster-name',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
  expected: 'letters, digits, ".", "_" and "-", at most 63, beginning with a letter or digit',
};

/** Names a server. The name becomes part of the server's canary Secret, so Kubernetes' rules for names apply. */
export const SERVER_NAME: Format = {
  name: 'server-name',
  pattern: /^[a-z0-9](?:[a-z0-9.-]{0,198}[a-z0-9])?$/,
  expected: 'lower-case letters, digits, "." and "-", at most 200, beginning and ending with a letter or digit',
};

/** Names a Node object, which Kubernetes requires to be a DNS subdomain. */
export const NODE_NAME: Format = {
  name: 'node-name',
  pattern: /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/,
  expected: 'lower-case letters, digits, "." and "-", at most 253, as `kubectl get nodes` shows it',
};

/** A bastion in one text, as `[user@]host[:port]`, with IPv6 in brackets before a port. */
export const JUMP: Format = {
  name: 'jump',
  pattern: /^(?:[A-Za-z0-9_][^\s:/@]*@)?(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(?::\d{1,5})?$/,
  expected: '[user@]host[:port], for example ops@bastion.example.com:2222',
};

/** Names a file or a socket. */
export const PATH: Format = {
  name: 'path',
  pattern: /^[^\r\n]+$/,
  expected: 'a path, on one line',
};

/** Names an environment variable. */
export const VARIABLE: Format = {
  name: 'variable',
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  expected: 'the name of an environment variable',
};

/** A web address without a name or password in it, which would be shown where the inventory is. */
export const WEB_ADDRESS: Format = {
  name: 'web-address',
  pattern: /^https?:\/\/[^\s/@]+(?:\/[^\s]*)?$/,
  expected: 'an address that begins with https:// or http://, without a password',
};

/** What an alert's name is compared with. Prometheus evaluates it, and has no control characters in a name. */
export const ALERT_PATTERN: Format = {
  name: 'alert-pattern',
  pattern: /^[^\p{Cc}]{1,1000}$/u,
  expected: 'a regular expression of Prometheus for the whole name of an alert, at most 1,000 characters',
};

/** A label of an alert with its value. */
export const LABEL: Format = {
  name: 'label',
  pattern: /^[a-zA-Z_][a-zA-Z0-9_]{0,99}=[^\p{Cc}]{1,1000}$/u,
  expected: 'the name of a label, =, and its value, for example cluster=prod',
};

/** Every format, to find a format's name by its pattern. */
export const FORMATS: readonly Format[] = [
  DURATION,
  HOST,
  USER,
  CLUSTER_NAME,
  SERVER_NAME,
  NODE_NAME,
  JUMP,
  PATH,
  VARIABLE,
  WEB_ADDRESS,
  ALERT_PATTERN,
  LABEL,
];

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a duration such as `15s`, `10m`, `90d`, `500ms`, or `undefined` for any other text. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.pattern.test(text)) {
    return undefined;
  }
  const unit = text.replace(/^[\d.]*/, '');
  return Math.round(Number.parseFloat(text) * (UNIT_MS[unit] ?? Number.NaN));
}
