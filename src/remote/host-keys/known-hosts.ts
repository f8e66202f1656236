import { createHmac } from 'node:crypto';

/** One line of a known_hosts file. */
export interface KnownHost {
  /** Host patterns as written. */
  readonly patterns: readonly string[];
  readonly marker: 'none' | 'revoked';
  readonly keyType: string;
  /** The key's wire format in base64. */
  readonly key: string;
  /** `file:line`, for messages. */
  readonly at: string;
}

/**
 * Reads a known_hosts file: plain, hashed and wildcard patterns, `[host]:port`, `@revoked`. Lines of certificate authorities match
 * nothing, because host certificates are not understood; lines that cannot be read match nothing either.
 */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.trim().split(/\s+/);
    const marked = words[0]?.startsWith('@') === true;
    if (line.trim().startsWith('#') || words[0] === '@cert-authority') return [];
    if (marked && words[0] !== '@revoked') return [];
    const [patterns, keyType, key] = marked ? words.slice(1) : words;
    if (patterns === undefined || keyType === undefined || key === undefined) return [];
    return [
      { patterns: patterns.split(','), marker: marked ? 'revoked' : 'none', keyType, key, at: `${file}:${index + 1}` },
    ];
  });
}

/** Whether an entry speaks of this host. A negated pattern that matches takes the entry out. */
export function matchesHost(entry: KnownHost, host: string, port: number): boolean {
  const names = port === 22 ? [host, `[${host}]:22`] : [`[${host}]:${port}`];
  let matched = false;
  for (const pattern of entry.patterns) {
    const negated = pattern.startsWith('!');
    if (!names.some((name) => matchesPattern(negated ? pattern.slice(1) : pattern, name))) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function matchesPattern(pattern: string, name: string): boolean {
  if (pattern.startsWith('|1|')) return matchesHash(pattern, name);
  const expression = pattern
    .toLowerCase()
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(name.toLowerCase());
}

/** `|1|salt|HMAC-SHA1(salt, name)`: the host's name cannot be read out of the file. */
function matchesHash(pattern: string, name: string): boolean {
  const [, , salt, hash] = pattern.split('|');
  if (salt === undefined || hash === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}
