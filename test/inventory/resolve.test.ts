import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sshLogin } from '../support/ssh-target.ts';
import { makePlace, type Place } from './written.ts';

let place: Place;

beforeAll(async () => {
  place = await makePlace();
});

afterAll(() => place[Symbol.asyncDispose]());

const inPlace = (name: string) => join(place.directory, name);

describe('an inventory, resolved', () => {
  it('given only what must be there, when it is loaded, then every default is applied', async () => {
    const clusters = await place.clusters(`
version: 1
clusters:
  lab: {distribution: k3s, servers: [{host: s1.example.com}]}
`);
    expect(clusters).toEqual([
      {
        name: 'lab',
        distribution: 'k3s',
        servers: [
          {
            name: 's1.example.com',
            ssh: {
              transport: 'ssh2',
              host: 's1.example.com',
              port: 22,
              user: 'me',
              identityFiles: ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => inPlace(`home/.ssh/${name}`)),
              identitySource: 'defaults',
              identitiesOnly: false,
              knownHosts: [
                inPlace('home/.ssh/known_hosts'),
                inPlace('home/.ssh/known_hosts2'),
                '/etc/ssh/ssh_known_hosts',
                '/etc/ssh/ssh_known_hosts2',
              ],
              knownHostsMayBeMissing: true,
              hostKeyAlias: undefined,
              agent: '/run/agent.sock',
              jump: undefined,
              ignored: [],
              asWritten: sshLogin({ host: 's1.example.com' }),
            },
            nodeName: undefined,
            expectedRoles: undefined,
          },
        ],
        rotation: { strategy: 'auto', snapshot: true, maxKeyAgeMs: undefined, apiserverReload: 'wait', windows: [] },
        journal: { mirror: true },
        timing: {
          stabilityWindowMs: 30_000,
          restartDeadlineMs: 600_000,
          reloadPeriodMs: 60_000,
          connectTimeoutMs: 10_000,
          commandTimeoutMs: 30_000,
        },
        automation: { hooks: {}, hookEnvironment: [], notify: [], alerts: undefined },
      },
    ]);
  });

  it('given everything, when it is loaded, then everything is taken over', async () => {
    const [cluster] = await place.clusters(`
version: 1
clusters:
  prod:
    distribution: rke2
    servers: [{host: 10.0.0.11, name: s1, nodeName: node-1, roles: [etcd, control-plane]}]
    rotation: {strategy: staged, snapshot: false, maxKeyAge: 90d, apiserverReload: restart-container, windows: [Sat 22:00-04:00 UTC]}
    timing: {stabilityWindow: 0s, restartDeadline: 1.5h, reloadPeriod: 500ms, connectTimeout: 2m, commandTimeout: 3s}
    hooks:
      environment: [KUBECONFIG]
      before-restart: {command: [/opt/drain.sh, --now], deadline: 0s}
      after-run: {command: [logger, done]}
    notify: [{url: 'https://hooks.example.com/x', on: [stopped], tokenFile: /run/token, deadline: 3s}]
    alerts: {prometheus: 'https://prometheus.example.com', ignore: Watchdog, labels: [cluster=prod], caFile: ca.pem, tokenVariable: TOKEN}
`);
    expect(cluster).toMatchObject({
      servers: [{ name: 's1', nodeName: 'node-1', expectedRoles: ['etcd', 'control-plane'] }],
      rotation: {
        strategy: 'staged',
        snapshot: false,
        maxKeyAgeMs: 7_776_000_000,
        apiserverReload: 'restart-container',
        windows: [{ text: 'Sat 22:00-04:00 UTC', days: [6], fromMinute: 1_320, untilMinute: 240, zone: 'UTC' }],
      },
      timing: {
        stabilityWindowMs: 0,
        restartDeadlineMs: 5_400_000,
        reloadPeriodMs: 500,
        connectTimeoutMs: 120_000,
        commandTimeoutMs: 3_000,
      },
      automation: {
        hooks: {
          'before-restart': { command: ['/opt/drain.sh', '--now'], deadlineMs: 1_000 },
          'after-run': { command: ['logger', 'done'], deadlineMs: 300_000 },
        },
        hookEnvironment: ['KUBECONFIG'],
        notify: [
          {
            url: 'https://hooks.example.com/x',
            on: ['stopped'],
            token: { file: '/run/token', variable: undefined },
            deadlineMs: 3_000,
          },
        ],
        alerts: {
          prometheus: 'https://prometheus.example.com',
          only: undefined,
          ignore: 'Watchdog',
          labels: { cluster: 'prod' },
          watchdog: undefined,
          caFile: `${place.directory}/ca.pem`,
          token: { file: undefined, variable: 'TOKEN' },
          deadlineMs: 10_000,
        },
      },
    });
  });

  it('given fields of the cluster and of a server, when it is loaded, then the server wins field by field', async () => {
    const [cluster] = await place.clusters(`
version: 1
clusters:
  prod:
    distribution: rke2
    ssh: {user: ops, port: 2222, identityFile: ~/id, knownHosts: known_hosts, agent: false, jump: b}
    servers:
      - {host: 10.0.0.11}
      - {host: 10.0.0.12, ssh: {user: root, identityFile: id, agent: ~/a.sock, knownHosts: [known_hosts, ${inPlace('id')}], jump: false}}
`);
    expect(cluster?.servers.map(({ ssh }) => ssh)).toMatchObject([
      {
        user: 'ops',
        port: 2222,
        identityFiles: [inPlace('home/id')],
        knownHosts: [inPlace('known_hosts')],
        agent: undefined,
        jump: { host: 'b', port: 22, user: 'ops' },
      },
      {
        user: 'root',
        port: 2222,
        identityFiles: [inPlace('id')],
        knownHosts: [inPlace('known_hosts'), inPlace('id')],
        agent: inPlace('home/a.sock'),
        jump: undefined,
      },
    ]);
  });

  it.each([
    ['b.example.com', { host: 'b.example.com', port: 22, user: 'ops' }],
    ['jim@b:2222', { host: 'b', port: 2222, user: 'jim' }],
    ['"[fd00::1]:2222"', { host: 'fd00::1', port: 2222, user: 'ops' }],
    ['{host: b, port: 2222, user: jim}', { host: 'b', port: 2222, user: 'jim' }],
    ['{host: b, jump: jim@c}', { host: 'b', user: 'ops', jump: { host: 'c', user: 'jim', port: 22 } }],
  ])(
    'given the bastion %s, when it is loaded, then it takes what it does not say from the host behind it',
    async (jump, expected) => {
      const [cluster] = await place.clusters(`
version: 1
clusters:
  prod:
    distribution: rke2
    ssh: {user: ops, port: 2200, identityFile: id, jump: ${jump}}
    servers: [{host: 10.0.0.11}]
`);
      expect(cluster?.servers[0]?.ssh.jump).toMatchObject({ identityFiles: [inPlace('id')], ...expected });
    },
  );

  it('given JSON instead of YAML, when it is loaded, then it is the same', async () => {
    const clusters = await place.clusters(
      '{"version": 1, "clusters": {"a": {"distribution": "k3s", "servers": [{"host": "h"}]}}}',
    );
    expect(clusters).toMatchObject([{ name: 'a', servers: [{ name: 'h' }] }]);
  });

  it('given an alias, when it is loaded, then it stands for its anchor', async () => {
    const clusters = await place.clusters(`
version: 1
clusters:
  a: {distribution: k3s, ssh: &ssh {user: ops}, servers: [{host: a}]}
  b: {distribution: k3s, ssh: *ssh, servers: [{host: b}]}
`);
    expect(clusters.map(({ servers }) => servers[0]?.ssh.user)).toEqual(['ops', 'ops']);
  });
});
