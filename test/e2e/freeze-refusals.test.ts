import { describe, it } from 'vitest';

import { SECRETS } from '../../src/simulator/world/objects.ts';
import { askApiserver } from './support/ask-apiserver.ts';
import { atEntry, startInProcess } from './support/in-process.ts';
import { keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { SAVES_AT_THE_END } from './support/saves-at-the-end.ts';
import { saw } from './support/saw.ts';
import { startSimulation } from './support/simulation.ts';

const FREEZE = ['--strategy', 'rotate-keys', '--freeze-writes'];
const POLICY = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/keyturn-freeze-secrets';
const ANY_WRITE = {
  operation: 'CREATE',
  user: 'anybody',
  namespace: 'default',
  name: 'a',
  object: undefined,
  oldObject: undefined,
} as const;
describe.concurrent('what is refused while rotate-keys goes on with writes refused', () => {
  it('given a follower that has restarted, when its supervisor writes Secrets of its own before all servers have the new key, then it is refused like anybody, and nothing is under a lost key', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ ...SAVES_AT_THE_END, timeScale: 20 });
    const serving = { path: '/api/v1/namespaces/kube-system/secrets', as: 'system:rke2-supervisor' };
    const run = await rotateUntil(
      simulation,
      '"type":"step-finished","step":"restart:reencrypt_finished:s3"',
      '--freeze-writes',
    );
    const created = await askApiserver(simulation, 's3', {
      method: 'POST',
      ...serving,
      body: { metadata: { name: 'rke2-serving' }, data: { crt: 'AA==' } },
    });
    const ended = await run.finished;
    const after = await askApiserver(simulation, 's3', {
      method: 'POST',
      ...serving,
      body: { metadata: { name: 'rke2-serving' }, data: { crt: 'AA==' } },
    });

    expect(created.status, created.body).toBe(422);
    expect(created.body).toContain('Secrets cannot be created or changed until every server has the new key');
    expect(ended, ended.stdout.slice(-3_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(after.status).toBe(201);
    expect(Object.keys(await simulation.secrets())).toHaveLength(1);
  });

  it('given the engine rewrites, when somebody deletes a Secret, then it is refused; when all are rewritten, then it may be deleted while writes are still refused', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({
      ...SAVES_AT_THE_END,
      secrets: 200,
      timeScale: 20,
      faults: [...SAVES_AT_THE_END.faults, 'slow-rewrite:100'],
    });
    const secrets = '/api/v1/namespaces/default/secrets';
    const victim = { method: 'DELETE', path: `${secrets}/victim` };
    await askApiserver(simulation, 's1', { method: 'POST', path: secrets, body: { metadata: { name: 'victim' } } });
    const run = await rotateUntil(simulation, '"step":"rewrite-finished","elapsedMs"', ...FREEZE);
    const during = await askApiserver(simulation, 's1', victim);
    await saw(run.child, '"type":"step-finished","step":"allow-deletes"');
    const afterwards = await askApiserver(simulation, 's1', victim);
    const write = await askApiserver(simulation, 's1', {
      method: 'POST',
      path: secrets,
      body: { metadata: { name: 'late' } },
    });
    const ended = await run.finished;

    expect(during.status, during.body).toBe(422);
    expect(during.body).toContain('cannot be created, changed or deleted until all of them are rewritten');
    expect(afterwards.status, afterwards.body).toBe(200);
    expect(write.status, write.body).toBe(422);
    expect(ended, ended.stdout.slice(-3_000) + ended.stderr).toMatchObject({ code: 0 });
    expect((await askApiserver(simulation, 's2', { method: 'GET', path: POLICY })).status).toBe(404);
  });

  it('given a Secret turns up under the old key when the last follower has restarted, when the run counts once more, then a person must decide and writes stay refused', async ({
    expect,
  }) => {
    await using simulation = await startInProcess(SAVES_AT_THE_END);
    const { store } = simulation.world.etcd;
    const [first] = store.range(SECRETS.from, SECRETS.to);
    const isLast = (entry: { readonly kind: string; readonly server?: string }) =>
      entry.kind === 'service-restart' && entry.server === 's3';
    atEntry(simulation, { fits: isLast, nth: 1 }, () => {
      if (first !== undefined) store.put(first.key, first.value);
    });

    const ended = await keyturn(rotateArguments(simulation, ...FREEZE));
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    for (const { code, stdout, stderr } of [ended, resumed]) {
      expect(code, stdout + stderr).toBe(5);
      const told = `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');
      expect(told).toMatch(/1 Secret is (?:still under the old key|under key secretbox\/secretboxkey)/);
      expect(told).toContain('WRITES OF SECRETS STAY REFUSED: Secrets are under the old key');
    }
    expect(simulation.world.admission.refusal('s1', ANY_WRITE)).toContain('keyturn is rotating the key');
  });
});
