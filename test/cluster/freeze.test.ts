import { describe, expect, it } from 'vitest';

import { freezeCommands, readFreeze, type FrozenOperations } from '../../src/cluster/freeze.ts';
import { isSimulated } from '../../src/simulator/world/admission-expressions.ts';
import { fakeContext, fakeRunner, httpAnswer, kubernetesStatus, type FakeAnswer } from '../support/fake-runner.ts';
import { APISERVER } from './targets.ts';

interface SentPolicy {
  readonly matchConstraints: { readonly resourceRules: readonly { readonly operations: readonly string[] }[] };
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

/** The policy as curl would send it. */
function policyOf(frozen: FrozenOperations): SentPolicy {
  const [applied] = freezeCommands(APISERVER, 'k3s', frozen);
  const argv = applied !== undefined && 'argv' in applied.body ? applied.body.argv : [];
  return (JSON.parse(argv[argv.indexOf('--data-binary') + 1] ?? '') as { readonly spec: SentPolicy }).spec;
}

function denied(message: string): FakeAnswer {
  const said = `secrets "x" is forbidden: ValidatingAdmissionPolicy 'keyturn-freeze-secrets' with binding 'keyturn-freeze-secrets' denied request: ${message}`;
  return kubernetesStatus(422, 'Invalid', said);
}

const MESSAGE = {
  writes: policyOf('writes').validations[0]?.message ?? '',
  'writes-and-deletes': policyOf('writes-and-deletes').validations[0]?.message ?? '',
};
const CREATED = httpAnswer(201, {});

describe('the policy by which writes of Secrets are refused', () => {
  it('matches deletions only while the engine rewrites, and says so to whoever is refused', () => {
    expect(policyOf('writes').matchConstraints.resourceRules[0]?.operations).toEqual(['CREATE', 'UPDATE']);
    expect(policyOf('writes-and-deletes').matchConstraints.resourceRules[0]?.operations).toEqual([
      'CREATE',
      'UPDATE',
      'DELETE',
    ]);
    expect(MESSAGE['writes-and-deletes']).toContain('deleted');
    expect(MESSAGE.writes).not.toContain('deleted');
  });

  it('refuses deletions alone, when every server has both keys', () => {
    const { matchConstraints, validations } = policyOf('deletes');
    expect(matchConstraints.resourceRules[0]?.operations).toEqual(['DELETE']);
    expect(validations[0]?.message).toContain('cannot be deleted until all of them are rewritten');
  });

  it('lets through an update by the engine that changes nothing, and nothing else', () => {
    const [only, ...more] = policyOf('writes').validations;
    expect(more).toEqual([]);
    expect(only?.expression.split(' && ')).toEqual([
      "request.operation == 'UPDATE'",
      "request.userInfo.username == 'system:k3s-supervisor'",
      'object.?data == oldObject.?data',
      'object.?type == oldObject.?type',
      'object.?immutable == oldObject.?immutable',
      'object.metadata.?labels == oldObject.metadata.?labels',
      'object.metadata.?annotations == oldObject.metadata.?annotations',
      'object.metadata.?finalizers == oldObject.metadata.?finalizers',
      'object.metadata.?ownerReferences == oldObject.metadata.?ownerReferences',
    ]);
    expect(isSimulated(only?.expression ?? '')).toBe(true);
  });
});

describe('how an apiserver stands to writes of Secrets', () => {
  const CASES: readonly [string, readonly FakeAnswer[], string][] = [
    ['takes what nobody in particular writes', [CREATED], 'open'],
    ['refuses writes', [denied(MESSAGE.writes), denied(MESSAGE.writes)], 'writes'],
    [
      'refuses deletions too',
      [denied(MESSAGE['writes-and-deletes']), denied(MESSAGE['writes-and-deletes'])],
      'writes-and-deletes',
    ],
    [
      "takes what the supervisors of all servers write, as an earlier release's policy did",
      [denied('old'), CREATED],
      'loose',
    ],
    ['refuses in other words', [denied('old'), denied('old')], 'loose'],
    ['has changed between the two questions', [denied(MESSAGE['writes-and-deletes']), denied(MESSAGE.writes)], 'loose'],
  ];
  for (const [what, answers, state] of CASES) {
    it(`given it ${what}, says ${state}`, async () => {
      const runner = fakeRunner([['try a write', answers]]);
      expect(await readFreeze(fakeContext(), runner, APISERVER, 'k3s')).toEqual({ ok: true, value: state });
      expect(runner.sent.every(({ mutates }) => !mutates)).toBe(true);
      expect(runner.lines.every((line) => line.includes('dryRun=All'))).toBe(true);
    });
  }

  it("given somebody else's refusal, fails with it", async () => {
    const runner = fakeRunner([['try a write', kubernetesStatus(403, 'Forbidden', 'quota')]]);
    expect(await readFreeze(fakeContext(), runner, APISERVER, 'k3s')).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', message: 'quota' },
    });
  });
});
