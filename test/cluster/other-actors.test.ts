import { describe, expect, it } from 'vitest';

import { readDenyingPolicies } from '../../src/cluster/admission-policies.ts';
import { readKured } from '../../src/cluster/kured.ts';
import { readUpgradePlans } from '../../src/cluster/upgrade-plans.ts';
import { readFailClosedSecretWebhooks } from '../../src/cluster/webhooks.ts';
import { fakeContext, fakeRunner, httpAnswer, kubernetesStatus } from '../support/fake-runner.ts';
import { APISERVER } from './targets.ts';

function webhook(name: string, rule: object, failurePolicy?: string) {
  return {
    name,
    clientConfig: { service: { name: 'policy', namespace: 'policy' } },
    rules: [{ operations: ['CREATE', 'UPDATE'], apiVersions: ['v1'], ...rule }],
    ...(failurePolicy === undefined ? {} : { failurePolicy }),
  };
}

const SECRETS = { apiGroups: [''], resources: ['secrets'] };
const VALIDATING = httpAnswer(200, {
  items: [
    {
      metadata: { name: 'policy' },
      webhooks: [
        webhook('secrets.policy', SECRETS, 'Fail'),
        webhook('open.policy', SECRETS, 'Ignore'),
        webhook('pods.policy', { apiGroups: [''], resources: ['pods'] }, 'Fail'),
        webhook('everything.policy', { apiGroups: ['*'], resources: ['*/*'] }, 'Fail'),
      ],
    },
    { metadata: { name: 'without-webhooks' } },
  ],
});
const MUTATING = httpAnswer(200, {
  items: [{ metadata: { name: 'injector' }, webhooks: [webhook('inject', { apiGroups: [''], resources: ['*'] })] }],
});

describe('webhooks that see Secrets', () => {
  it('are named when they fail closed; failing closed is the default', async () => {
    const runner = fakeRunner([
      ['validatingwebhookconfigurations', VALIDATING],
      ['mutatingwebhookconfigurations', MUTATING],
    ]);
    expect(await readFailClosedSecretWebhooks(fakeContext(), runner, APISERVER)).toEqual({
      ok: true,
      value: ['injector/inject', 'policy/everything.policy', 'policy/secrets.policy'],
    });
  });

  it('given a refusal, are not known', async () => {
    const runner = fakeRunner([['validatingwebhookconfigurations', kubernetesStatus(403, 'Forbidden', 'no')]]);
    expect(await readFailClosedSecretWebhooks(fakeContext(), runner, APISERVER)).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', status: 403, message: 'no' },
    });
  });
});

describe('upgrade plans', () => {
  const HASH = 'f00d';
  const mark = (name: string): Readonly<Record<string, string>> => ({ [`plan.upgrade.cattle.io/${name}`]: HASH });
  const NODES = httpAnswer(200, {
    items: [
      {
        metadata: {
          name: 's1',
          labels: { 'node-role.kubernetes.io/control-plane': 'true', ...mark('done'), ...mark('follows') },
        },
      },
      {
        metadata: { name: 's2', labels: { 'node-role.kubernetes.io/etcd': 'true', ...mark('done'), ...mark('half') } },
      },
      { metadata: { name: 'w1', labels: {} } },
    ],
  });
  const SERVERS = { matchExpressions: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] };
  const ALL = { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] };
  const WORKERS = {
    matchExpressions: [
      { key: 'node-role.kubernetes.io/control-plane', operator: 'DoesNotExist' },
      { key: 'node-role.kubernetes.io/etcd', operator: 'NotIn', values: ['true'] },
    ],
  };
  const plan = (name: string, spec: object, status: object = { latestHash: HASH }) => ({
    metadata: { name, namespace: 'upgrades' },
    spec,
    status,
  });
  const acting = (name: string, ...evidence: readonly string[]) => ({
    kind: 'upgrade-plan',
    name: `upgrades/${name}`,
    server: undefined,
    phase: 'acting',
    evidence,
  });

  it.each([
    ['one that is applied', plan('p', { nodeSelector: SERVERS }, { applying: ['s1'] }), [acting('p', 'applying=s1')]],
    ['one that a server waits for', plan('p', { nodeSelector: SERVERS }), [acting('p', 'waiting=s1')]],
    ['one that has no result yet', plan('p', { nodeSelector: ALL }, {}), [acting('p', 'waiting=s1 s2')]],
    ['one that some servers have', plan('half', { nodeSelector: ALL }), [acting('half', 'waiting=s1')]],
    ['one that all servers have', plan('done', { nodeSelector: ALL, version: 'v1' }), []],
    [
      'one that follows a channel',
      plan('follows', { nodeSelector: SERVERS, channel: 'https://updates' }),
      [{ ...acting('follows', 'follows=channel'), phase: 'present' }],
    ],
    ['one of workers', plan('p', { nodeSelector: WORKERS }, { applying: ['w1'] }), []],
    ['one by labels that no server has', plan('p', { nodeSelector: { matchLabels: { a: 'b' } } }), []],
    ['one without a selector', plan('p', {}), []],
  ])('given %s, tell whether it takes servers away', async (_given, only, value) => {
    const runner = fakeRunner([
      ['upgrade plans', httpAnswer(200, { items: [only] })],
      ['labels of nodes', NODES],
    ]);
    expect(await readUpgradePlans(fakeContext(), runner, APISERVER)).toEqual({ ok: true, value });
  });

  it('given a cluster without the controller, are none', async () => {
    const runner = fakeRunner([['upgrade plans', httpAnswer(404, '404 page not found\n')]]);
    expect(await readUpgradePlans(fakeContext(), runner, APISERVER)).toEqual({ ok: true, value: [] });
  });

  it('given an apiserver that does not answer, are not known', async () => {
    const runner = fakeRunner([['upgrade plans', { exitCode: 7, stdout: '\n000' }]]);
    expect(await readUpgradePlans(fakeContext(), runner, APISERVER)).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', status: 0 },
    });
  });
});

describe('kured', () => {
  const daemonSets = (annotation?: string) => {
    const annotations = annotation === undefined ? {} : { 'weave.works/kured-node-lock': annotation };
    return httpAnswer(200, { items: [{ metadata: { name: 'kured', namespace: 'kube-system', annotations } }] });
  };

  /** A lock as kured 1.23 marshals its `LockAnnotationValue`. */
  const held = (nodeID: string, TTL = 0) =>
    `{"nodeID":"${nodeID}","metadata":{"unschedulable":false},"created":"2026-11-28T00:00:00.123456789Z","TTL":${TTL}}`;
  const HALF_AN_HOUR_NS = 1_800_000_000_000;
  const NOW = Date.parse('2026-11-28T00:20:00Z');
  const LATER = Date.parse('2026-11-28T00:31:00Z');

  it.each([
    [undefined, NOW, ['present lock=free']],
    [held('s2'), LATER, ['acting lock=s2']],
    [held('s2', HALF_AN_HOUR_NS), NOW, ['acting lock=s2']],
    [held('s2', HALF_AN_HOUR_NS), LATER, ['present lock=free']],
    [`{"maxOwners":2,"locks":[${held('w1')},${held('s1')}]}`, NOW, ['acting lock=s1']],
    [`{"maxOwners":2,"locks":[${held('w1')},${held('s1', HALF_AN_HOUR_NS)}]}`, LATER, ['present lock=w1']],
    ['{"maxOwners":2,"locks":[]}', NOW, ['present lock=free']],
    ['{"maxOwners":2,"locks":null}', NOW, ['present lock=free']],
    [held('w1'), NOW, ['present lock=w1']],
    ['{"nodeID":"manual"}', NOW, []],
    ['{"locks":[{"nodeID":"manual"},{"nodeID":"manual"}]}', NOW, []],
    ['not JSON', NOW, ['acting lock=unreadable']],
  ])('given the lock %j at %d, is %j', async (lock, now, expected) => {
    const runner = fakeRunner([['kured', daemonSets(lock)]]);
    const found = await readKured(fakeContext(now), runner, APISERVER, ['s1', 's2']);
    expect(found.ok && found.value.map(({ phase, evidence }) => [phase, ...evidence].join(' '))).toEqual(expected);
  });

  it('given the empty list of a real apiserver, whose items are null, is no actor', async () => {
    const empty = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata: {}, items: null };
    const runner = fakeRunner([['kured', httpAnswer(200, empty)]]);
    expect(await readKured(fakeContext(), runner, APISERVER, ['s1'])).toEqual({ ok: true, value: [] });
  });

  it('given none, is no actor; only its own DaemonSet is asked for, and of that no more than metadata', async () => {
    const runner = fakeRunner([['kured', httpAnswer(200, { items: [] })]]);
    expect(await readKured(fakeContext(), runner, APISERVER, ['s1'])).toEqual({ ok: true, value: [] });
    expect(runner.lines.every((line) => /(?:field|label)Selector=/.test(line) && line.includes('PartialObject'))).toBe(
      true,
    );
  });
});

describe('admission policies over Secrets', () => {
  const policy = (name: string, resources: readonly string[]) => ({
    metadata: { name },
    spec: { matchConstraints: { resourceRules: [{ apiGroups: [''], resources }] } },
  });
  const POLICIES = httpAnswer(200, {
    items: [
      policy('denies', ['secrets']),
      policy('audits', ['secrets']),
      policy('unbound', ['*']),
      policy('pods', ['pods']),
      policy('keyturn-freeze-secrets', ['secrets']),
      { metadata: { name: 'everywhere' }, spec: {} },
    ],
  });
  const binding = (policyName: string, ...validationActions: readonly string[]) => ({
    metadata: { name: `${policyName}-binding` },
    spec: { policyName, validationActions },
  });
  const BINDINGS = httpAnswer(200, {
    items: [binding('denies', 'Deny'), binding('audits', 'Audit', 'Warn'), binding('pods', 'Deny')],
  });

  it('are named when they are bound to deny, and are not keyturn’s own', async () => {
    const runner = fakeRunner([
      ['validatingadmissionpolicybindings', BINDINGS],
      ['validatingadmissionpolicies', POLICIES],
    ]);
    expect(await readDenyingPolicies(fakeContext(), runner, APISERVER)).toEqual({ ok: true, value: ['denies'] });
  });

  it('given a release that does not know them, are none', async () => {
    const runner = fakeRunner([['validatingadmissionpolicies', kubernetesStatus(404, 'NotFound', 'no')]]);
    expect(await readDenyingPolicies(fakeContext(), runner, APISERVER)).toEqual({ ok: true, value: [] });
  });

  it('given a refusal, are not known', async () => {
    const runner = fakeRunner([['validatingadmissionpolicies', kubernetesStatus(403, 'Forbidden', 'no')]]);
    expect(await readDenyingPolicies(fakeContext(), runner, APISERVER)).toMatchObject({ ok: false });
  });
});
