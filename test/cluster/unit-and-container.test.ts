import { describe, expect, it } from 'vitest';

import { readApiserverContainer, stopContainerCommand } from '../../src/cluster/container.ts';
import { parseUnit, readUnit, restartUnitCommand } from '../../src/cluster/unit.ts';
import { fakeContext, fakeRunner } from '../support/fake-runner.ts';

const UNIT = 'rke2-server.service';
const DATA_DIR = '/var/lib/rancher/rke2';
const SHOWN = [
  'ExecStart={ path=/opt/rke2/bin/rke2 ; argv[]=/opt/rke2/bin/rke2 server ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=812 ; code=(null) ; status=0/0 }',
  'ActiveState=active',
  'SubState=running',
  'NRestarts=2',
  'InvocationID=5d2c3f1b6a0e4c7f8e9d0a1b2c3d4e5f',
  '',
].join('\n');

describe('the unit of a server', () => {
  it('is restarted without waiting for it', () => {
    const command = restartUnitCommand(UNIT);
    expect(fakeRunner([]).line(command)).toBe('env LC_ALL=C sudo -n systemctl restart --no-block rke2-server.service');
    expect(command.mutates).toBe(true);
  });

  it('is read from systemd, with the place of the binary', () => {
    expect(parseUnit(UNIT, SHOWN)).toEqual({
      name: UNIT,
      activeState: 'active',
      subState: 'running',
      restarts: 2,
      invocationId: '5d2c3f1b6a0e4c7f8e9d0a1b2c3d4e5f',
      binary: '/opt/rke2/bin/rke2',
    });
  });

  it('given a host where nobody installed it, fails and keeps what systemd said', async () => {
    const raw = 'ActiveState=inactive\nSubState=dead\nNRestarts=0\nInvocationID=\n';
    const runner = fakeRunner([['unit state', raw]]);
    expect(await readUnit(fakeContext(), runner, UNIT)).toMatchObject({
      ok: false,
      failure: { kind: 'unexpected-output', raw },
    });
  });
});

describe('the container of an apiserver', () => {
  const ID = '4f3d2c1b'.padEnd(64, '0');

  it.each([
    ['one', `${ID}\n`, ID],
    ['none at this moment', '', undefined],
    ['a stopping one behind the new one', `${ID}\n${'9'.repeat(64)}\n`, ID],
  ])('given %s', async (_, stdout, id) => {
    const runner = fakeRunner([['apiserver container', stdout]]);
    expect(await readApiserverContainer(fakeContext(), runner, DATA_DIR)).toEqual({ ok: true, value: id });
    expect(runner.lines).toEqual([
      `env LC_ALL=C sudo -n env CONTAINER_RUNTIME_ENDPOINT=unix:///run/k3s/containerd/containerd.sock ${DATA_DIR}/bin/crictl ps --name '^kube-apiserver$' --label io.kubernetes.pod.namespace=kube-system --quiet`,
    ]);
  });

  it('is stopped alone', () => {
    expect(fakeRunner([]).line(stopContainerCommand(DATA_DIR, ID))).toMatch(new RegExp(`/bin/crictl stop ${ID}$`));
    expect(stopContainerCommand(DATA_DIR, ID).mutates).toBe(true);
  });
});
