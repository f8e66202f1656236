/** The engine's names of keys contain colons (measured.md 4). */
const SEALED =
  /^k8s:enc:(?:aescbc|secretbox):v1:((?:aescbc|secretbox)key(?:-\d{4}-\d\d-\d\dT[\d:]+(?:Z|[+-]\d\d:\d\d))?):/;

/** The name of the key under which a stored value lies; `undefined` for one that is not encrypted. */
export function sealedUnder(value: Buffer): string | undefined {
  return SEALED.exec(value.toString('latin1'))?.[1];
}
