import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { isSimulated, type SecretWrite } from '../../../src/simulator/world/admission-expressions.ts';
import { Admission } from '../../../src/simulator/world/admission.ts';
import type { SecretObject } from '../../../src/simulator/world/objects.ts';
import { SimulatedTime } from '../../../src/simulator/world/time.ts';

const API = '/apis/admissionregistration.k8s.io/v1';
const CONSTRAINTS = { resourceRules: [{ operations: ['CREATE', 'UPDATE'] }] };
const UNCHANGED = [
  "request.operation == 'UPDATE'",
  "request.userInfo.username == 'engine'",
  'object.?data == oldObject.?data',
  'object.metadata.?labels == oldObject.metadata.?labels',
].join(' && ');
const POLICY = {
  spec: {
    matchConstraints: CONSTRAINTS,
    matchConditions: [
      { name: 'canary', expression: "!(request.namespace == 'kube-system' && request.name.startsWith('canary-'))" },
    ],
    validations: [{ expression: UNCHANGED, message: 'frozen' }],
  },
};
const BINDING = { spec: { policyName: 'freeze', validationActions: ['Deny'] } };

function secret(value: string, labels?: Readonly<Record<string, string>>): SecretObject {
  const named = { name: 'a', namespace: 'default', uid: 'u' };
  return { metadata: labels === undefined ? named : { ...named, labels }, data: { value } };
}

const CREATE: SecretWrite = {
  operation: 'CREATE',
  user: 'anybody',
  namespace: 'default',
  name: 'a',
  object: secret('1'),
  oldObject: undefined,
};
const REWRITE: SecretWrite = { ...CREATE, operation: 'UPDATE', user: 'engine', oldObject: secret('1') };

function call(admission: Admission, method: string, path: string, body: object = {}) {
  return admission.reply({
    method,
    path: `${API}${path}`,
    query: new URLSearchParams(),
    headers: new Map(),
    body: JSON.stringify(body),
  });
}

describe('a ValidatingAdmissionPolicy over Secrets', () => {
  let admission: Admission;
  beforeEach(() => {
    vi.useFakeTimers();
    admission = new Admission(new SimulatedTime(1), () => ['s1', 's2']);
    call(admission, 'PATCH', '/validatingadmissionpolicies/freeze', POLICY);
    call(admission, 'PATCH', '/validatingadmissionpolicybindings/freeze', BINDING);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('given it was just applied, is in force on no apiserver yet, and a little later on every one', () => {
    expect(admission.refusal('s1', CREATE)).toBeUndefined();
    vi.advanceTimersByTime(1_000);
    expect(admission.refusal('s1', CREATE)).toContain("ValidatingAdmissionPolicy 'freeze'");
    expect(admission.refusal('s2', CREATE)).toContain('frozen');
  });

  it('given it refuses, says so in the words of a real apiserver (v1.36.3, recorded in the lab: measured.md 6)', () => {
    vi.advanceTimersByTime(1_000);
    expect(admission.refusal('s1', { ...CREATE, name: 'rke2-serving-s2' })).toBe(
      `secrets "rke2-serving-s2" is forbidden: ValidatingAdmissionPolicy 'freeze' with binding 'freeze' denied request: frozen`,
    );
  });

  const ADMITTED: readonly [string, SecretWrite][] = [
    ['an update that changes nothing, by the user that it names', REWRITE],
    ['what is exempt by its name', { ...CREATE, namespace: 'kube-system', name: 'canary-s1' }],
    ['an operation that it does not match', { ...REWRITE, operation: 'DELETE', object: undefined }],
  ];
  for (const [what, write] of ADMITTED) {
    it(`admits ${what}`, () => {
      vi.advanceTimersByTime(1_000);
      expect(admission.refusal('s1', write)).toBeUndefined();
    });
  }

  const REFUSED: readonly [string, SecretWrite][] = [
    ['another value', { ...REWRITE, object: secret('2') }],
    ['another label', { ...REWRITE, object: secret('1', { a: 'b' }) }],
    ['another user', { ...REWRITE, user: 'anybody' }],
    ['a creation by the user that it names', { ...CREATE, user: 'engine' }],
  ];
  for (const [what, write] of REFUSED) {
    it(`refuses ${what}`, () => {
      vi.advanceTimersByTime(1_000);
      expect(admission.refusal('s1', write)).toContain('frozen');
    });
  }

  it('given deletions are matched too, refuses them', () => {
    const matchConstraints = { resourceRules: [{ operations: ['DELETE'] }] };
    call(admission, 'PATCH', '/validatingadmissionpolicies/freeze', { spec: { ...POLICY.spec, matchConstraints } });
    vi.advanceTimersByTime(1_000);
    expect(admission.refusal('s1', { ...REWRITE, operation: 'DELETE', object: undefined })).toContain('frozen');
    expect(admission.refusal('s1', CREATE)).toBeUndefined();
  });

  it('given its binding is removed, is out of force a little later', () => {
    vi.advanceTimersByTime(1_000);
    call(admission, 'DELETE', '/validatingadmissionpolicybindings/freeze');
    expect(admission.refusal('s1', CREATE)).toBeDefined();
    vi.advanceTimersByTime(1_000);
    expect(admission.refusal('s1', CREATE)).toBeUndefined();
  });

  it('given an expression that it does not know, says so instead of guessing', () => {
    const policy = {
      spec: { matchConstraints: CONSTRAINTS, validations: [{ expression: 'object.data.size() < 3' }] },
    };
    expect(call(admission, 'PATCH', '/validatingadmissionpolicies/other', policy)).toMatchObject({ status: 400 });
    expect(isSimulated(`${UNCHANGED} && object.?data != oldObject.?data`)).toBe(false);
    expect(isSimulated('object.?data == oldObject.?type')).toBe(false);
  });
});
