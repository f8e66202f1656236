import { REDACTED } from './redaction.ts';

/**
 * Texts that look like secrets, wherever they come from: tokens of the engine and of Kubernetes, keys of 32 bytes in
 * base64, private keys, and values beside a name that says what they are. Hashes in hexadecimal and fingerprints of SSH
 * keys are none. A line end that JSON writes as `\n` separates words, too.
 */
const SHAPES: readonly RegExp[] = [
  /(?<=^|[^0-9A-Za-z]|\\[nrt])K10[0-9A-Za-z]*::[^\s"'\\,}]+/g,
  /(?<=^|[^\w-]|\\[nrt])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /(?<=^|[^A-Za-z0-9+/=]|\\[nrt])[A-Za-z0-9+/]{43}=(?!=)/g,
  // A key that is cut off ends with the text around it, of which JSON needs the quote and whole escapes.
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^"\\]|\\+[nrt])*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?="|\\+[^nrt\\]|\\*$))/g,
  /(?<=(?:\b|\\[nrt])[Bb]earer )[\w.~+/-]{8,}=*/g,
  /(?<=:\/\/[^\s/@:"']{0,64}:)[^\s/@"']+(?=@)/g,
  // `_` and `-` before the name belong to it, as in K3S_TOKEN. The blanks are counted: a search back over blanks without
  // end takes a time that grows with the square of their number.
  /(?<=(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:token|password|secret)=(?:\\?"|')?)[^\s"'\\,}{[\]]{6,}/gi,
  /(?<=(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:token|password|secret)\\?["']: {0,2}\\?["'])[^\s"'\\,}{[\]]{6,}/gi,
  /(?<=(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:token|password): {0,32}(?:\\?"|')?)[^\s"'\\,}{[\]]{6,}/gi,
  // The engine and the apiserver write `failed to update secret: Internal error`, which has to be read.
  /(?<=(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))secret: {0,32}(?:\\?"|')?)(?=[^\s"'\\,}{[\]\d]*\d|[^\s"'\\,}{[\]]{16})[^\s"'\\,}{[\]]{6,}/gi,
  // A flag and its value, on a command line or in a list in JSON.
  /(?<=--(?:token|agent-token|etcd-s3-access-key|etcd-s3-secret-key|etcd-s3-session-token|password)(?:=| {1,8}|\\?", ?\\?")(?:\\?"|')?)[^\s"'\\,}{[\]]{6,}/gi,
];

/** The text with everything that looks like a secret replaced. For output that a stranger may read. */
export function withoutSecretShapes(text: string): string {
  return SHAPES.reduce((left, shape) => left.replace(shape, REDACTED), text);
}
