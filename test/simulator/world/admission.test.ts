import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Admission } from '../../../src/simulator/world/admission.ts';
import { SimulatedTime } from '../../../src/simulator/world/time.ts';

const API = '/apis/admissionregistration.k8s.io/v1';
const POLICY = {
  spec: {
    matchConditions: [{ name: 'engine', expression: "request.userInfo.username != 'system:rke2-supervisor'" }],
    validations: [{ expression: 'false', message: 'frozen' }],
  },
};
const BINDING = { spec: { policyName: 'freeze', validationActions: ['Deny'] } };
const WRITE = { user: 'anybody', namespace: 'default', name: 'a' };

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
    expect(admission.refusal('s1', WRITE)).toBeUndefined();
    vi.advanceTimersByTime(1_000);
    expect(admission.refusal('s1', WRITE)).toContain("ValidatingAdmissionPolicy 'freeze'");
    expect(admission.refusal('s2', WRITE)).toContain('frozen');
  });

  it('given a user whom it exempts, lets that user through', () => {
    vi.advanceTimersByTime(1_000);
    expect(admission.refusal('s1', { ...WRITE, user: 'system:rke2-supervisor' })).toBeUndefined();
  });

  it('given its binding is removed, is out of force a little later', () => {
    vi.advanceTimersByTime(1_000);
    call(admission, 'DELETE', '/validatingadmissionpolicybindings/freeze');
    expect(admission.refusal('s1', WRITE)).toBeDefined();
    vi.advanceTimersByTime(1_000);
    expect(admission.refusal('s1', WRITE)).toBeUndefined();
  });

  it('given an expression that it does not know, says so instead of guessing', () => {
    const policy = { spec: { validations: [{ expression: 'object.data.size() < 3' }] } };
    expect(call(admission, 'PATCH', '/validatingadmissionpolicies/other', policy)).toMatchObject({ status: 400 });
  });
});
