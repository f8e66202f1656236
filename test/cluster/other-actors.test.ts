import { describe, expect, it } from 'vitest';

import { readDenyingPolicies } from '../../src/cluster/admission-policies.ts';
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
  it('are named while they are being applied', async () => {
    const plans = httpAnswer(200, {
      items: [
        { metadata: { name: 'server', namespace: 'system-upgrade' }, status: { applying: ['s1'] } },
        { metadata: { name: 'agent', namespace: 'system-upgrade' }, status: { latestVersion: 'v1.36.3-rke2r1' } },
        { metadata: { name: 'new', namespace: 'system-upgrade' } },
      ],
    });
    const runner = fakeRunner([['upgrade plans', plans]]);
    expect(await readUpgradePlans(fakeContext(), runner, APISERVER)).toEqual({
      ok: true,
      value: ['upgrade plan system-upgrade/server'],
    });
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
