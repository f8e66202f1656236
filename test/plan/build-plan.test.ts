import { describe, expect, it } from 'vitest';

import type { ClusterFacts } from '../../src/model/facts.ts';
import type { Plan } from '../../src/model/plan.ts';
import { adopt } from '../../src/plan/adopt.ts';
import { buildPlan, type PlanInput } from '../../src/plan/build-plan.ts';
import { driftBetween, driftBetweenPlans, fingerprintOf } from '../../src/plan/fingerprint.ts';
import { parsePlan, planText } from '../../src/plan/parse-plan.ts';
import {
  FINISHED,
  OLD_KEY,
  PREPARED,
  ROTATED,
  SAMPLE_FACTS,
  SAMPLE_NOW,
  sampleCluster,
  START,
  withFiles,
  withNode,
  withServer,
} from '../support/sample-facts.ts';

function build(facts: ClusterFacts, change: Partial<PlanInput> = {}) {
  return buildPlan({
    facts,
    cluster: sampleCluster(facts),
    strategy: undefined,
    acceptWriteWindow: false,
    freezeWrites: false,
    commandsFor: ({ id, servers, planId }) => ({
      commands: servers.map((server) => ({ server, line: `do ${id} for ${planId}` })),
      mutates: id.startsWith('command:'),
    }),
    knownIssuesFor: () => [],
    now: SAMPLE_NOW,
    ...change,
  });
}

function planOf(facts: ClusterFacts, change: Partial<PlanInput> = {}): Plan {
  const built = build(facts, change);
  if (!built.ok) throw new Error(JSON.stringify(built.failure));
  return built.value;
}

/** Somebody rotated on s1 and left. */
function adoptedPlan(): Plan {
  const facts = withFiles(SAMPLE_FACTS.three, { s1: ROTATED, s2: PREPARED, s3: PREPARED });
  const adopted = adopt({ facts, policy: sampleCluster(facts).rotation, freezeWrites: false });
  if (!adopted.ok) throw new Error(adopted.failure.kind);
  return planOf(facts, { adopted: adopted.value });
}

describe('a plan', () => {
  it.each(Object.entries(SAMPLE_FACTS))('is made for the topology %s', (_, facts) => {
    const plan = planOf(facts);
    expect(plan).toMatchObject({ leader: 's1', stage: 'start', oldKey: OLD_KEY, cluster: 'prod' });
    expect(plan.id).toMatch(/^[0-9a-f]{12}$/);
    expect(plan.steps.flatMap(({ commands }) => commands).every(({ line }) => line.endsWith(plan.id))).toBe(true);
    expect(plan.estimate.totalMs).toBe(plan.steps.reduce((sum, { estimateMs }) => sum + estimateMs, 0));
  });

  it('given the same facts, has the same bytes', () => {
    expect(planText(planOf(structuredClone(SAMPLE_FACTS.three)))).toBe(planText(planOf(SAMPLE_FACTS.three)));
  });

  it('given another look at an unchanged cluster, has the same bytes', () => {
    const later = [
      withServer(SAMPLE_FACTS.three, 's2', { clockOffsetMs: -80, freeBytes: 19_000_000_000 }),
      withNode(SAMPLE_FACTS.three, 's1', { heartbeatAt: '2026-11-24T02:00:03Z' }),
      { ...SAMPLE_FACTS.three, census: { ...SAMPLE_FACTS.three.census, revision: '9000', total: 497 } },
      { ...SAMPLE_FACTS.three, etcd: { ...SAMPLE_FACTS.three.etcd, dbSizeBytes: 41_000_000, leaderId: '1001' } },
    ];
    const text = planText(planOf(SAMPLE_FACTS.three));
    for (const facts of later) expect(planText(planOf(facts, { now: SAMPLE_NOW + 9_000 }))).toBe(text);
  });

  it('given another key, has another id', () => {
    const rotated = withFiles(SAMPLE_FACTS.one, { s1: FINISHED });
    const census = { ...rotated.census, byKey: { 'aescbc/aescbckey-2026-11-24T02:00:05Z': 500 } };
    const loaded = withServer({ ...rotated, census }, 's1', {
      apiserver: {
        ready: true,
        loaded: { kind: 'none' },
        encryptionConfigPath: undefined,
        automaticReload: undefined,
        compactionMs: undefined,
      },
    });
    expect(planOf(loaded).id).not.toBe(planOf(SAMPLE_FACTS.one).id);
  });

  it('is refused with all checks when one of them refuses', () => {
    const built = build(withNode(SAMPLE_FACTS.three, 's2', { ready: false }));
    expect(built).toMatchObject({ ok: false, failure: { kind: 'preflight-refused' } });
    const checks = !built.ok && built.failure.kind === 'preflight-refused' ? built.failure.checks : [];
    expect(checks.filter(({ verdict }) => verdict === 'refuse')).toMatchObject([{ id: 'nodes-ready' }]);
    expect(checks.length).toBeGreaterThan(20);
  });

  it('given an adopted rotation, goes on in its course and plans for the key that goes', () => {
    const facts = withFiles(SAMPLE_FACTS.three, { s1: ROTATED, s2: PREPARED, s3: PREPARED });
    const adopted = adopt({ facts, policy: sampleCluster(facts).rotation, freezeWrites: false });
    expect(build(facts).ok).toBe(false);
    if (!adopted.ok) throw new Error(adopted.failure.kind);
    const plan = planOf(facts, { adopted: adopted.value });
    expect(plan).toMatchObject({ stage: 'rotate', oldKey: OLD_KEY, course: { strategy: 'staged' } });
  });

  it('given an adopted rotation, has the steps that are left, after those that secure it, and takes as long as they do', () => {
    const plan = adoptedPlan();
    expect(plan.entry).toEqual({ at: 'rotate' });
    expect(plan.steps.slice(0, 6).map(({ id }) => id)).toEqual([
      'snapshot-before',
      'seal:s2',
      'seal:s1',
      'seal:s3',
      'restart:rotate:s2',
      'restart:rotate:s1',
    ]);
    const ids = plan.steps.map(({ id }) => id);
    expect(ids).not.toContain('command:prepare');
    expect(ids).not.toContain('command:rotate');
    expect(ids).toContain('command:reencrypt');
    expect(plan.estimate.totalMs).toBeLessThan(planOf(SAMPLE_FACTS.three).estimate.totalMs);
  });
});

describe('a saved plan', () => {
  const plan = planOf(SAMPLE_FACTS.split);

  it('is read back as it was', () => {
    const read = parsePlan(planText(plan), 'plan.json');
    expect(read).toEqual({ ok: true, value: plan });
    expect(read.ok && planText(read.value)).toBe(planText(plan));
  });

  it.each([
    ['is no JSON', 'plan', 'not JSON'],
    ['has another schema', planText(plan).replace('keyturn.plan/1', 'keyturn.plan/2'), 'schema'],
    ['has a key too many', planText(plan).replace('{\n', '{\n  "extra": 1,\n'), 'extra'],
    [
      'was edited',
      planText(plan).replace('"apiserverReload": "wait"', '"apiserverReload": "restart-container"'),
      'steps differ',
    ],
    ['names another old key', planText(plan).replace('"aescbckey"', '"aescbckey2"'), 'computed='],
    ['names another leader', planText(plan).replace('"leader": "s1"', '"leader": "s2"'), 'leader differs'],
  ])('is refused when it %s', (_, text, reason) => {
    const read = parsePlan(text, 'plan.json');
    expect(read).toMatchObject({ ok: false, failure: { kind: 'plan-unreadable', file: 'plan.json' } });
    expect(!read.ok && read.failure.kind === 'plan-unreadable' && read.failure.reason).toContain(reason);
  });

  it('given an adopted rotation, is read back as it was, and is refused with another place to go on', () => {
    const adopted = adoptedPlan();
    expect(parsePlan(planText(adopted), 'plan.json')).toEqual({ ok: true, value: adopted });
    for (const at of ['start', 'prepare', 'before-drop']) {
      const moved = planText(adopted).replace('"at": "rotate"', `"at": "${at}"`);
      expect(parsePlan(moved, 'plan.json')).toMatchObject({ ok: false, failure: { kind: 'plan-unreadable' } });
    }
  });

  it('given another place to go on, shows it as drift', () => {
    const moved: Plan = { ...plan, entry: { at: 'reencrypt_active', rewrite: 'drop-old' } };
    expect(driftBetweenPlans(moved, plan)).toEqual([
      { path: 'entry', planned: 'reencrypt_active drop-old', found: 'start' },
    ]);
  });

  it('given command lines that differ in the id of the plan alone, plain and in a canary, shows no drift', () => {
    const withCanary = (one: Plan): Plan => {
      const value = Buffer.from(`${one.id} prepare`).toString('base64');
      return {
        ...one,
        steps: one.steps.map((step) => ({ ...step, commands: [{ server: 's1', line: `${one.id} ${value}` }] })),
      };
    };
    const other = { ...plan, id: 'ffffffffffff' };
    expect(driftBetweenPlans(withCanary(plan), withCanary(other))).toEqual([]);
  });

  it('given a changed command line, shows it as drift from the plan of today', () => {
    const [first, ...rest] = plan.steps;
    if (first === undefined) throw new Error('no steps');
    const edited = { ...plan, steps: [{ ...first, commands: [{ server: 's4', line: 'rm -rf /' }] }, ...rest] };
    expect(driftBetweenPlans(edited, plan)).toMatchObject([{ path: 'steps.snapshot-before', planned: 's4: rm -rf /' }]);
    expect(driftBetweenPlans(plan, plan)).toEqual([]);
  });
});

describe('drift', () => {
  const planned = fingerprintOf(SAMPLE_FACTS.three);

  it.each([
    ['a version', withServer(SAMPLE_FACTS.three, 's2', { binaryVersion: 'v1.36.4+rke2r1' }), ['servers.s2.version']],
    ['roles', withServer(SAMPLE_FACTS.three, 's2', { roles: ['etcd'] }), ['servers.s2.roles']],
    ['a Node name', withServer(SAMPLE_FACTS.three, 's3', { nodeName: 'other' }), ['servers.s3.nodeName']],
    [
      'stage, keys and file',
      withFiles(SAMPLE_FACTS.three, { s1: PREPARED }),
      ['servers.s1.stage', 'servers.s1.keys', 'servers.s1.fileSha256'],
    ],
    [
      'a server that is gone',
      { ...SAMPLE_FACTS.three, servers: SAMPLE_FACTS.three.servers.slice(0, 2) },
      ['servers.s3'],
    ],
    ['an etcd member', { ...SAMPLE_FACTS.three, etcd: { ...SAMPLE_FACTS.three.etcd, members: [] } }, ['etcdMembers']],
  ])('names %s', (_, facts, paths) => {
    expect(driftBetween(planned, fingerprintOf(facts)).map(({ path }) => path)).toEqual(paths);
  });

  it('is none for a cluster that only got a new revision, size or clock', () => {
    const facts = withServer(withFiles(SAMPLE_FACTS.three, { s1: START }), 's1', { clockOffsetMs: 700, freeBytes: 1 });
    expect(driftBetween(planned, fingerprintOf(facts))).toEqual([]);
  });
});
