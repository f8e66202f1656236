import { createHmac, timingSafeEqual } from 'node:crypto';

import { matchesOneOf, matchesWildcard } from '../../model/wildcard.ts';

const HASHED = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/;

/** A name stored as HMAC-SHA1 (`HashKnownHosts yes`), in the form `|1|salt|hash`. */
export function isHashedPattern(pattern: string): boolean {
  return pattern.startsWith('|');
}

/**
 * Whether the patterns of one known_hosts line match `name`, which is a host, or `[host]:port` for a port other than
 * 22. A matching negated pattern excludes the whole line, at any position.
 */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  const wanted = name.toLowerCase();
  return matchesOneOf(patterns, (pattern) => matchesPattern(pattern, wanted));
}

function matchesPattern(pattern: string, name: string): boolean {
  return isHashedPattern(pattern) ? matchesHash(pattern, name) : matchesWildcard(pattern.toLowerCase(), name);
}

function matchesHash(pattern: string, name: string): boolean {
  const [, salt, hash] = HASHED.exec(pattern) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
