import { describe, it } from 'vitest';

import { keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { engineCommands, startSimulation, type RunningSimulation } from './support/simulation.ts';

const NAME = 'owners';
const WORDS = 'corp: Secrets need label owner';
const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const BINDINGS = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';

/** A policy of somebody else's that refuses what `system:admin` creates, on every apiserver. */
async function forbidCreation(simulation: RunningSimulation): Promise<void> {
  const tls = '/var/lib/rancher/rke2/server/tls';
  const curl = `curl -sS --cacert ${tls}/server-ca.crt --cert ${tls}/client-admin.crt --key ${tls}/client-admin.key`;
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['secrets'] };
  const policy = {
    metadata: { name: NAME },
    spec: {
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: "request.userInfo.username != 'system:admin'", message: WORDS }],
    },
  };
  const binding = { metadata: { name: NAME }, spec: { policyName: NAME, validationActions: ['Deny'] } };
  for (const [path, body] of [
    [POLICIES, policy],
    [BINDINGS, binding],
  ] as const) {
    const data = JSON.stringify(body).replaceAll("'", String.raw`'\''`);
    const url = `'https://127.0.0.1:6443${path}/${NAME}?fieldManager=corp&force=true'`;
    const type = "-H 'Content-Type: application/apply-patch+yaml'";
    const put = await simulation.exec(
      's1',
      `${curl} -X PATCH ${type} --data-binary '${data}' ${url} -w '\\n%{http_code}'`,
    );
    if (!/\n20[01]\s*$/.test(put.stdout)) throw new Error(put.stdout + put.stderr);
  }
}

describe('a canary that an admission policy refuses', () => {
  it('given it before a run, when a rotation is asked for, then it is refused in the words of the policy before anything is changed', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await forbidCreation(simulation);

    const refused = await keyturn(rotateArguments(simulation));

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    const said = (refused.stdout + refused.stderr).replaceAll(/\s+/g, ' ');
    expect(said).toContain(WORDS);
    expect(said).toContain('status=422');
    expect(await engineCommands(simulation)).toEqual([]);
  });

  it('given it in the middle of a run, when a gate meets it, then the run stops at once, and the policy is named in its own words, with the status', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    const running = await rotateUntil(simulation, '"run-started"');
    await forbidCreation(simulation);

    const stopped = await running.finished;

    expect(stopped.code, stopped.stdout + stopped.stderr).not.toBe(0);
    expect(stopped.stdout).toContain('"kind":"gate-broken"');
    const said = (stopped.stdout + stopped.stderr).replaceAll(/\s+/g, ' ');
    expect(said).toContain(WORDS);
    expect(said).toContain('HTTP 422');
  });
});
