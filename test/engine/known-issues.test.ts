import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN_ISSUES } from '../../src/engine/known-issue-table.ts';
import { knownIssues } from '../../src/engine/known-issues.ts';
import { parseVersion } from '../../src/engine/version.ts';
import type { Distribution } from '../../src/model/cluster.ts';

interface Row {
  readonly issue: string;
  readonly distribution: Distribution;
  /** Newest versions that have it, and a first one where it begins. */
  readonly affected: readonly string[];
  readonly free: readonly string[];
}

/** The tags of failures.md 1, one row per issue and distribution. */
const ROWS: readonly Row[] = [
  {
    issue: 'no-secrets-encrypt',
    distribution: 'rke2',
    affected: ['v1.21.7+rke2r2', 'v1.22.4+rke2r1'],
    free: ['v1.21.8+rke2r1', 'v1.22.5+rke2r1', 'v1.23.1+rke2r1'],
  },
  {
    issue: 'rewrite-stops-at-8500',
    distribution: 'k3s',
    affected: ['v1.24.3+k3s1'],
    free: ['v1.24.4+k3s1', 'v1.25.0+k3s1'],
  },
  { issue: 'no-rotate-keys', distribution: 'k3s', affected: ['v1.27.16+k3s1'], free: ['v1.28.1+k3s1'] },
  {
    issue: 'rotate-keys-removed',
    distribution: 'k3s',
    affected: ['v1.29.0+k3s1'],
    free: ['v1.28.9+k3s1', 'v1.29.2+k3s1'],
  },
  {
    issue: 'rotate-keys-sees-no-reload',
    distribution: 'rke2',
    affected: ['v1.28.8+rke2r1', 'v1.29.2+rke2r1', 'v1.29.3+rke2r1'],
    free: ['v1.28.9+rke2r1', 'v1.29.4+rke2r1', 'v1.30.0+rke2r1'],
  },
  { issue: 'rotate-keys-sees-no-reload', distribution: 'k3s', affected: [], free: ['v1.29.3+k3s1'] },
  {
    issue: 'panic-during-startup',
    distribution: 'rke2',
    affected: ['v1.30.12+rke2r1', 'v1.31.8+rke2r1', 'v1.32.4+rke2r1', 'v1.33.0+rke2r1'],
    free: [
      'v1.30.11+rke2r1',
      'v1.30.13+rke2r1',
      'v1.31.9+rke2r1',
      'v1.32.3+rke2r1',
      'v1.32.5+rke2r1',
      'v1.33.1+rke2r1',
    ],
  },
  {
    issue: 'reload-wait-too-short',
    distribution: 'rke2',
    affected: ['v1.30.13+rke2r1', 'v1.31.9+rke2r1', 'v1.32.5+rke2r1', 'v1.33.1+rke2r1'],
    free: ['v1.30.14+rke2r1', 'v1.31.10+rke2r1', 'v1.32.6+rke2r1', 'v1.33.2+rke2r1', 'v1.34.1+rke2r1'],
  },
  {
    issue: 'restart-hangs',
    distribution: 'rke2',
    affected: [
      'v1.32.11+rke2r2',
      'v1.32.12+rke2r1',
      'v1.33.7+rke2r2',
      'v1.34.3+rke2r2',
      'v1.35.0+rke2r2',
      'v1.35.1+rke2r1',
    ],
    free: [
      'v1.32.11+rke2r1',
      'v1.32.13+rke2r1',
      'v1.33.7+rke2r1',
      'v1.33.9+rke2r1',
      'v1.34.5+rke2r1',
      'v1.35.2+rke2r1',
    ],
  },
  {
    issue: 'bootstrap-reconcile-loop',
    distribution: 'rke2',
    affected: ['v1.33.9+rke2r1', 'v1.33.13+rke2r1'],
    free: ['v1.33.7+rke2r3'],
  },
  {
    issue: 'interrupted-rotate-keys',
    distribution: 'rke2',
    affected: ['v1.31.14+rke2r1', 'v1.32.13+rke2r1', 'v1.33.9+rke2r1', 'v1.34.5+rke2r1', 'v1.35.2+rke2r1'],
    free: ['v1.32.13+rke2r2', 'v1.33.10+rke2r1', 'v1.34.6+rke2r1', 'v1.35.3+rke2r1', 'v1.36.0+rke2r1'],
  },
];

function idsFor(
  version: string,
  distribution: Distribution,
  more: Partial<Parameters<typeof knownIssues>[1]> = {},
): readonly string[] {
  return knownIssues(version, { distribution, splitRoles: false, ...more }).map(({ id }) => id);
}

describe('known issues of releases', () => {
  it.each(ROWS)(
    'given $issue on $distribution, then exactly the recorded releases have it',
    ({ issue, distribution, affected, free }) => {
      expect(affected.filter((version) => !idsFor(version, distribution).includes(issue))).toEqual([]);
      expect(free.filter((version) => idsFor(version, distribution).includes(issue))).toEqual([]);
    },
  );

  it('given the newest release, then nothing is known against it', () => {
    expect(idsFor('v1.36.3+rke2r1', 'rke2', { splitRoles: true })).toEqual([]);
    expect(idsFor('v1.36.3+k3s1', 'k3s', { splitRoles: true })).toEqual([]);
  });

  it('given few Secrets, then a limit of 8,000 is no issue', () => {
    expect(idsFor('v1.24.3+k3s1', 'k3s', { secretCount: 8_000 })).not.toContain('rewrite-stops-at-8500');
    expect(idsFor('v1.24.3+k3s1', 'k3s', { secretCount: 8_001 })).toContain('rewrite-stops-at-8500');
  });

  it('given a strategy, then issues of the other one are left out', () => {
    const version = 'v1.33.1+rke2r1';
    expect(idsFor(version, 'rke2', { strategy: 'staged' })).not.toContain('reload-wait-too-short');
    expect(idsFor(version, 'rke2', { strategy: 'rotate-keys' })).toContain('reload-wait-too-short');
  });

  it('given servers with split roles, then what concerns only them is added', () => {
    expect(idsFor('v1.23.6+k3s1', 'k3s', { splitRoles: false })).not.toContain('restart-order');
    expect(idsFor('v1.23.6+k3s1', 'k3s', { splitRoles: true })).toContain('restart-order');
  });

  it('given a version that cannot be read, then that is what is known', () => {
    expect(idsFor('v1.36.3+custom', 'rke2')).toEqual(['version-unreadable']);
  });

  it('given the table, then ids are unique, limits are versions and every issue names a repository', () => {
    const limits = KNOWN_ISSUES.flatMap(({ affected }) => affected.flatMap(({ from, fixed }) => [from, fixed]));
    const named = KNOWN_ISSUES.flatMap(({ issues }) => issues);
    expect(new Set(KNOWN_ISSUES.map(({ id }) => id)).size).toBe(KNOWN_ISSUES.length);
    expect(limits.filter((limit) => limit !== undefined && parseVersion(limit) === undefined)).toEqual([]);
    expect(named.filter((issue) => !/^(?:k3s-io\/k3s|rancher\/rke2)#\d+$/.test(issue))).toEqual([]);
  });

  it('given a range with a minor, then its limits are of that minor', () => {
    const odd = KNOWN_ISSUES.flatMap(({ id, affected }) =>
      affected
        .filter(({ minor }) => minor !== undefined)
        .filter(({ minor, from, fixed }) =>
          [from, fixed].some((limit) => limit !== undefined && parseVersion(limit)?.minor !== minor),
        )
        .map(() => id),
    );
    expect(odd).toEqual([]);
  });

  it('given any text as a version, then nothing is thrown', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(idsFor(text, 'k3s')).toEqual(['version-unreadable']);
      }),
    );
  });
});
