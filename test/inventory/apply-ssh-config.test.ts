import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import type { SshTarget } from '../../src/model/cluster.ts';
import { makePlace, type Place } from './written.ts';

/** An inventory of one server, `cp1`, beside an ssh_config of the operator's. */
async function placeWith(config: string): Promise<Place> {
  const place = await makePlace();
  await mkdir(join(place.environment.home, '.ssh'));
  await writeFile(join(place.environment.home, '.ssh/config'), config, { mode: 0o600 });
  return place;
}

function inventory(ssh = '{}', servers = '[{host: cp1}]'): string {
  return `version: 1\nclusters:\n  prod: {distribution: rke2, ssh: ${ssh}, servers: ${servers}}\n`;
}

async function targetOf(place: Place, ssh?: string): Promise<SshTarget | undefined> {
  const [cluster] = await place.clusters(inventory(ssh));
  return cluster?.servers[0]?.ssh;
}

const CONFIG = `
Host cp1
  HostName 10.0.0.11
  Port 2222
  User ops
  IdentityFile ~/.ssh/%h_%n_%r
  IdentityFile %d/second
  IdentitiesOnly yes
  IdentityAgent ~/agent.sock
  UserKnownHostsFile ~/known
  GlobalKnownHostsFile none
  HostKeyAlias CP1.alias
  ProxyJump jim@outer:2200,inner
Host inner
  HostName 10.0.0.2
  User inner-user
Host outer
  User not-this-one
  IdentityFile none
`;

describe('a server that ssh_config knows', () => {
  it('given only its name, then everything is as ssh has it, through every jump host', async ({ expect }) => {
    await using place = await placeWith(CONFIG);
    const { home } = place.environment;
    expect(await targetOf(place)).toMatchObject({
      host: '10.0.0.11',
      port: 2222,
      user: 'ops',
      identityFiles: [join(home, '.ssh/10.0.0.11_cp1_ops'), join(home, 'second')],
      identitySource: 'ssh-config',
      identitiesOnly: true,
      agent: join(home, 'agent.sock'),
      knownHosts: [join(home, 'known')],
      knownHostsMayBeMissing: true,
      hostKeyAlias: 'cp1.alias',
      jump: {
        host: '10.0.0.2',
        port: 22,
        user: 'inner-user',
        identitySource: 'defaults',
        jump: { host: 'outer', port: 2200, user: 'jim', identityFiles: [], jump: undefined },
      },
      asWritten: { host: 'cp1', port: undefined, user: undefined, jump: undefined, config: undefined },
    });
  });

  it("given fields of the inventory, then they win, and a bastion takes what ssh_config doesn't say", async ({
    expect,
  }) => {
    await using place = await placeWith(CONFIG);
    const ssh = '{user: root, port: 22, identityFile: id, knownHosts: known_hosts, agent: false, jump: inner}';
    const id = join(place.directory, 'id');
    expect(await targetOf(place, ssh)).toMatchObject({
      host: '10.0.0.11',
      port: 22,
      user: 'root',
      identityFiles: [id],
      identitySource: 'inventory',
      knownHosts: [join(place.directory, 'known_hosts')],
      knownHostsMayBeMissing: false,
      agent: undefined,
      jump: { host: '10.0.0.2', user: 'inner-user', identityFiles: [id], jump: undefined },
      asWritten: { host: 'cp1', user: 'root', port: 22, identityFile: id, jump: { host: 'inner', user: undefined } },
    });
  });

  it.for([
    ['jump: false', { jump: undefined, asWritten: { jump: false } }],
    ['config: false', { host: 'cp1', port: 22, user: 'me', jump: undefined, asWritten: { config: false } }],
  ] as const)('given %s, then that is followed', async ([ssh, wanted], { expect }) => {
    await using place = await placeWith(CONFIG);
    expect(await targetOf(place, `{${ssh}}`)).toMatchObject(wanted);
  });

  it('given agent: true, then it is the agent of the environment', async ({ expect }) => {
    await using place = await placeWith('');
    expect(await targetOf(place, '{agent: true}')).toMatchObject({ agent: '/run/agent.sock' });
  });

  it('given another configuration, then it replaces both of ssh', async ({ expect }) => {
    await using place = await placeWith(CONFIG);
    await writeFile(join(place.directory, 'ssh_config'), 'User system\n');
    await writeFile(join(place.directory, 'own'), 'Host cp1\n  Port 2300\n');
    expect(await targetOf(place, '{config: own}')).toMatchObject({
      host: 'cp1',
      port: 2300,
      user: 'me',
      asWritten: { config: join(place.directory, 'own') },
    });
  });

  it("given the machine's configuration, then it comes after the operator's", async ({ expect }) => {
    await using place = await placeWith('Host cp1\n  Port 2222\n');
    await writeFile(join(place.directory, 'ssh_config'), 'Port 2300\nUser system\n');
    expect(await targetOf(place)).toMatchObject({ port: 2222, user: 'system' });
  });

  it('given a setting that would accept any host key, then it is not followed, and kept to be told', async ({
    expect,
  }) => {
    await using place = await placeWith('Host *\n  StrictHostKeyChecking accept-new\n  BindAddress 10.0.0.1\n');
    const at = join(place.environment.home, '.ssh/config');
    expect((await targetOf(place))?.ignored).toEqual([
      { keyword: 'StrictHostKeyChecking', value: 'accept-new', at: `${at}:2` },
      { keyword: 'BindAddress', value: '10.0.0.1', at: `${at}:3` },
    ]);
  });

  it.for(['yes', 'ask'])('given StrictHostKeyChecking %s, then there is nothing to tell', async (value, { expect }) => {
    await using place = await placeWith(`Host *\n  StrictHostKeyChecking ${value}\n`);
    expect((await targetOf(place))?.ignored).toEqual([]);
  });
});

describe('an ssh_config that keyturn cannot follow', () => {
  it.for([
    ['a command on the way', 'Host cp1\n  ProxyCommand nc %h %p\n', /^ProxyCommand nc %h %p \(.*config:2\)$/],
    ['a condition that runs something', 'Match exec "true"\n  Port 23\n', /^Match exec true \(before .*config:2\)$/],
    ['a condition on the network', 'Match localnetwork 10.0.0.0/8\n  User a\n', /^Match localnetwork/],
    ['names from DNS', 'CanonicalizeHostname yes\n', /^CanonicalizeHostname yes/],
    ['a list of revoked keys', 'RevokedHostKeys /etc/revoked\n', /^RevokedHostKeys \/etc\/revoked/],
    ['an impossible port', 'Port 70000\n', /^Port 70000/],
    ['an unknown token', 'IdentityFile /k/%C\n', /^\/k\/%C/],
    ['a circle of jump hosts', 'Host cp1 a\n  ProxyJump b\nHost b\n  ProxyJump a\n', /^[ab]$/],
    ['no file that ssh would read', 'Host "cp1\n', /config:1: a quotation mark without its partner$/],
  ] as const)('given %s, then the inventory is refused with the line', async ([, config, found], { expect }) => {
    await using place = await placeWith(config);
    const problems = await place.problems(inventory());
    expect(problems).toMatchObject([{ rule: 'ssh-config', found: expect.stringMatching(found) as string }]);
  });

  it.for([
    ['it says nothing that matters', 'Match exec "true"\n  ForwardAgent yes\n'],
    ['it cannot hold for this host', 'Match host other exec "true"\n  Port 23\n'],
    ['the value is fixed before', 'Port 22\nMatch exec "true"\n  Port 23\n'],
    ['it is about a way that the inventory replaces', 'ProxyCommand nc %h %p\n', '{jump: false}'],
  ] as const)('given such a line, when %s, then it does no harm', async ([, config, ssh], { expect }) => {
    await using place = await placeWith(config);
    expect(await targetOf(place, ssh)).toMatchObject({ port: 22 });
  });

  it('given the transport of the system, then ssh follows it, and nothing is refused', async ({ expect }) => {
    await using place = await placeWith('ProxyCommand nc %h %p\nRevokedHostKeys /r\nMatch exec "true"\n  Port 23\n');
    expect(await targetOf(place, '{transport: openssh}')).toMatchObject({ transport: 'openssh', host: 'cp1' });
    expect(await targetOf(place, '{transport: local}')).toMatchObject({ transport: 'local', jump: undefined });
  });

  it('given a configuration that others can write to, then it is refused, as ssh does', async ({ expect }) => {
    await using place = await placeWith('Port 2222\n');
    await chmod(join(place.environment.home, '.ssh/config'), 0o666);
    expect(await place.problems(inventory())).toMatchObject([{ rule: 'ssh-config', path: 'clusters' }]);
  });

  it('given two names of one host, then a roll would restart it twice, and it is refused', async ({ expect }) => {
    await using place = await placeWith('Host cp1 cp2\n  HostName 10.0.0.11\n');
    expect(await place.problems(inventory('{}', '[{host: cp1}, {host: cp2}]'))).toMatchObject([
      { rule: 'duplicate-host', path: 'clusters.prod.servers[1].host', expected: 'each host once: cp1 is the same' },
    ]);
  });
});
