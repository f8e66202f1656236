import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly integrity?: string;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** As Node resolves it: next to the dependent, or nearer to the root. */
function isLocked(name: string, dependent: string): boolean {
  const nested = `${dependent}/node_modules/${name}`;
  if (nested in packages) return true;
  const parent = dependent.lastIndexOf('/node_modules/');
  return parent === -1 ? `node_modules/${name}` in packages : isLocked(name, dependent.slice(0, parent));
}

describe('package-lock.json', () => {
  // npm leaves them out when it writes the file beside a node_modules of one platform; `npm ci` then fails on every other.
  it('names the optional packages of every platform, so that `npm ci` works on each', () => {
    const missing = Object.entries(packages).flatMap(([dependent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(name, dependent)),
    );

    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it('has the checksum of every package, so that none is replaced on the way', () => {
    const unchecked = Object.entries(packages).filter(
      ([name, { integrity = '' }]) => name !== '' && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity),
    );

    expect(unchecked.map(([name]) => name)).toEqual([]);
  });

  it('has the six packages that keyturn needs to run, and no other beside those that they need', () => {
    expect(Object.keys(packages['']?.dependencies ?? {})).toEqual([
      'commander',
      'pino',
      'ssh2',
      'xstate',
      'yaml',
      'zod',
    ]);
  });
});
