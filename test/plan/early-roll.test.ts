import { describe, expect, it } from 'vitest';

import { knownIssues } from '../../src/engine/known-issues.ts';
import type { ClusterFacts } from '../../src/model/facts.ts';
import type { Course } from '../../src/model/strategy.ts';
import { withEarlyRoll } from '../../src/plan/early-roll.ts';
import { stepsFrom } from '../../src/plan/entry-steps.ts';
import { outlineOf } from '../../src/plan/steps.ts';
import { courseOf } from '../machines/support/courses.ts';
import { SAMPLE_FACTS, withNode, withServer } from '../support/sample-facts.ts';

const { three } = SAMPLE_FACTS;
const FROZEN = courseOf('three servers', { strategy: 'rotate-keys', freezeWrites: true });
const EARLY: Course = { ...FROZEN, earlyRoll: true };

/** Every server on disk, and its Node, in this version. */
function inVersion(version: string): ClusterFacts {
  return ['s1', 's2', 's3'].reduce(
    (facts: ClusterFacts, name) =>
      withNode(withServer(facts, name, { binaryVersion: version }), name, { kubeletVersion: version }),
    three,
  );
}

function isEarly(course: Course, facts: ClusterFacts = three, distribution: 'rke2' | 'k3s' = 'rke2'): boolean {
  const issuesFor = (version: string) => knownIssues(version, { distribution, splitRoles: false });
  return withEarlyRoll(course, facts, issuesFor).earlyRoll === true;
}

describe('whether followers restart while rotate-keys goes on', () => {
  it('given writes frozen, several servers with etcd, and a release that saves both keys first, yes', () => {
    expect(isEarly(FROZEN)).toBe(true);
  });

  it.each<[string, Course]>([
    ['the staged strategy', { ...FROZEN, strategy: 'staged', freezeWrites: false }],
    ['an accepted write window', { ...FROZEN, freezeWrites: false }],
    ['one control-plane server', courseOf('one server', { strategy: 'rotate-keys', freezeWrites: true })],
    ['a database behind kine', { ...FROZEN, datastore: 'kine' }],
    ['an external etcd, where it was not measured', { ...FROZEN, datastore: 'external-etcd' }],
    [
      'servers without etcd, which take the files of the server that they joined through',
      courseOf('two control-plane-only and three etcd-only', { strategy: 'rotate-keys', freezeWrites: true }),
    ],
  ])('given %s, no', (_, course) => {
    expect(isEarly(course)).toBe(false);
  });

  it.each([
    ['v1.31.14+rke2r1', false],
    ['v1.32.13+rke2r1', false],
    ['v1.32.13+rke2r2', true],
    ['v1.33.9+rke2r1', false],
    ['v1.33.10+rke2r1', true],
    ['v1.34.5+rke2r1', false],
    ['v1.34.6+rke2r1', true],
    ['v1.35.2+rke2r1', false],
    ['v1.35.3+rke2r1', true],
    ['v1.36.0+rke2r1', true],
    ['a build of somebody', false],
  ])('given %s everywhere: %s (failures.md B11)', (version, early) => {
    expect(isEarly(FROZEN, inVersion(version))).toBe(early);
  });

  it('given one server alone in an older release, no', () => {
    expect(isEarly(FROZEN, withServer(three, 's3', { binaryVersion: 'v1.34.5+rke2r1' }))).toBe(false);
    expect(isEarly(FROZEN, withNode(three, 's2', { kubeletVersion: 'v1.34.5+rke2r1' }))).toBe(false);
  });
});

describe('the steps of a rotation with an early roll', () => {
  const ids = outlineOf(EARLY).map(({ id }) => id);

  it('are the followers, then writes, before the end of the rewrite, and deletions after it', () => {
    expect(ids.slice(ids.indexOf('freeze-writes'), ids.indexOf('prove'))).toEqual([
      'freeze-writes',
      'command:rotate-keys',
      'seal-new-key',
      'seal-elsewhere',
      'restart:early:s2',
      'restart:early:s3',
      'loaded:early',
      'allow-writes',
      'rewrite-finished',
      'unfreeze-writes',
      'census:before:s1',
      'restart:reencrypt_finished:s1',
      'census:before:s2',
      'restart:reencrypt_finished:s2',
      'census:before:s3',
      'restart:reencrypt_finished:s3',
      'loaded:reencrypt_finished',
    ]);
  });

  it('given it is too late, are those of frozen writes', () => {
    const late = stepsFrom(EARLY, { at: 'reencrypt_finished', early: 'late' }).map(({ id }) => id);
    const frozen = stepsFrom(FROZEN, { at: 'reencrypt_finished' }).map(({ id }) => id);
    expect(late).toEqual(frozen.filter((id) => id !== 'allow-deletes'));
  });

  it('given containers that restart, stop each of them and prove it before the next server', () => {
    const containers = outlineOf({ ...EARLY, apiserverReload: 'restart-container' });
    const early = containers.map(({ id }) => id).filter((id) => id.includes(':early'));
    expect(early).toEqual([
      'restart:early:s2',
      'container:early:s2',
      'loaded:early:s2',
      'restart:early:s3',
      'container:early:s3',
      'loaded:early:s3',
      'loaded:early',
    ]);
    expect(containers.find(({ id }) => id === 'loaded:early')?.servers).toEqual(['s1', 's2', 's3']);
  });

  it('write no canary before every apiserver, the leader’s too, has loaded both keys', () => {
    const containers = outlineOf({ ...EARLY, apiserverReload: 'restart-container' });
    const withCanary = containers.filter(({ id, gates }) => id.includes(':early') && gates.includes('canary'));
    expect(withCanary.map(({ id }) => id)).toEqual(['loaded:early']);
  });
});
