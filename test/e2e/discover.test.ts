import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';
import { parse } from 'yaml';

import { keyturn } from './support/keyturn.ts';
import { startSimulation, type RunningSimulation } from './support/simulation.ts';
import { atTerminal, HAS_TERMINAL } from './support/terminal.ts';

/** A directory for the new inventory, and the arguments that reach s1 through the bastion. */
function place({ directory, inventory }: RunningSimulation) {
  const { ssh } = (
    parse(readFileSync(inventory, 'utf8')) as {
      readonly clusters: {
        readonly simulated: {
          readonly ssh: { readonly identityFile: string; readonly jump: { readonly port: number } };
        };
      };
    }
  ).clusters.simulated;
  const work = join(directory, 'discovered');
  mkdirSync(work);
  const out = join(work, 'hosts.yaml');
  const knownHosts = join(work, 'known_hosts');
  const jump = `ops@127.0.0.1:${ssh.jump.port}`;
  const args = [
    'inventory',
    'discover',
    'ops@10.0.1.1',
    '--jump',
    jump,
    '--identity',
    ssh.identityFile,
    '--known-hosts',
    knownHosts,
    '--out',
    out,
  ];
  return { out, knownHosts, args };
}

/** The fingerprints in a refusal of unknown keys. */
function fingerprints(text: string): readonly string[] {
  return text.match(/SHA256:[\w+/]{43}/g) ?? [];
}

describe('the discovery of a cluster', () => {
  it.skipIf(!HAS_TERMINAL)(
    'given unknown host keys, when the operator says no, then nothing is written; when yes, then hosts.yaml and known_hosts are, and status works with them; when a server is missing in it, then one line is added',
    async ({ expect }) => {
      await using simulation = await startSimulation({ servers: 2, secrets: 5, jump: true });
      const { out, knownHosts, args } = place(simulation);
      const question = /Type yes or no:\s*$/;

      const alone = await keyturn([...args, '--cluster', 'prod', '--yes']);
      const no = await atTerminal([...args, '--cluster', 'prod'], { question, answer: () => 'y' });
      const isEmpty = !existsSync(out) && !existsSync(knownHosts);
      const yes = await atTerminal([...args, '--cluster', 'prod'], { question, answer: () => 'yes' });
      const written = readFileSync(out, 'utf8');
      const status = await keyturn(['status', '--inventory', out]);
      writeFileSync(out, `# ours\n${written.replace(/\n.*name: s2,.*/, ' # the first')}`);
      const again = await keyturn([...args, '--yes']);

      expect(alone, alone.stderr).toMatchObject({ code: 2 });
      expect(alone.stderr).toMatch(/ssh-ed25519 SHA256:[\s\S]*--accept-host-key\s+SHA256:/);
      // Less than a whole yes is a no.
      expect(no, no.stdout).toMatchObject({ code: 3 });
      expect(no.stdout).toContain('Cancelled: nothing was changed');
      expect(isEmpty).toBe(true);
      expect(yes, yes.stdout).toMatchObject({ code: 0 });
      expect(yes.stdout).toContain('2 servers of prod written to');
      expect(statSync(out).mode & 0o777).toBe(0o644);
      expect(statSync(knownHosts).mode & 0o777).toBe(0o600);
      expect(parse(written)).toMatchObject({
        clusters: {
          prod: {
            distribution: 'rke2',
            ssh: { user: 'ops', knownHosts: 'known_hosts' },
            servers: [
              { host: '10.0.1.1', name: 's1', nodeName: 's1', roles: ['control-plane', 'etcd'] },
              { host: '10.0.1.2', name: 's2' },
            ],
          },
        },
      });
      expect(status, status.stderr).toMatchObject({ code: 0 });
      expect(again, again.stderr).toMatchObject({ code: 0 });
      expect(again.stdout.replaceAll(/\s+/g, ' ')).toContain('s2. It had s1 already.');
      expect(readFileSync(out, 'utf8')).toBe(`# ours\n${written.replace(/(\n.*name: s2,.*)/, ' # the first$1')}`);
    },
  );

  it('given a server whose known_hosts file of ssh_config does not exist yet, when its key is accepted, then the file is made and has the key', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 2, secrets: 5, jump: true });
    const { out, args } = place(simulation);
    const home = join(simulation.directory, 'home');
    const ofServer = join(home, 'known', 'of-s2');
    mkdirSync(join(home, '.ssh'), { recursive: true });
    writeFileSync(join(home, '.ssh', 'config'), `Host 10.0.1.2\n  UserKnownHostsFile ${ofServer}\n`);
    const at = args.indexOf('--known-hosts');
    const asked = [...args.toSpliced(at, 2), '--cluster', 'prod'];
    const options = { environment: { HOME: home, SSH_AUTH_SOCK: '' } };
    const accepted: string[] = [];

    let found = await keyturn(asked, options);
    for (let round = 0; round < 4 && found.code === 2; round += 1) {
      accepted.push(...fingerprints(found.stderr).flatMap((key) => ['--accept-host-key', key]));
      found = await keyturn([...asked, ...accepted], options);
    }

    expect(found, found.stderr).toMatchObject({ code: 0 });
    expect(readFileSync(ofServer, 'utf8')).toMatch(/^10\.0\.1\.2 ssh-ed25519 /);
    expect(existsSync(out)).toBe(true);
  });

  it('given K3s and nobody to ask, when each key is accepted by its fingerprint, then the inventory is written; an etcd server cannot be asked, and a server that no way leads to is named', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({
      distribution: 'k3s',
      servers: 1,
      controlPlaneOnly: 1,
      etcdOnly: 1,
      secrets: 5,
      jump: true,
      faults: ['host-dead:c1'],
    });
    const { out, args } = place(simulation);
    const asked = [...args, '--cluster', 'edge'];
    const accepted: string[] = [];

    let found = await keyturn([...asked, ...accepted]);
    for (let round = 0; round < 6 && found.code === 2; round += 1) {
      accepted.push(...fingerprints(found.stderr).flatMap((key) => ['--accept-host-key', key]));
      found = await keyturn([...asked, ...accepted]);
    }
    const etcdServer = await keyturn(asked.map((word) => word.replace('10.0.1.1', '10.0.2.1')));

    expect(found, found.stderr).toMatchObject({ code: 0 });
    expect(found.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'c1 was not reached from here. It is written with its address 10.0.3.1',
    );
    expect(parse(readFileSync(out, 'utf8'))).toMatchObject({
      clusters: {
        edge: {
          distribution: 'k3s',
          servers: [
            { host: '10.0.3.1', roles: ['control-plane'] },
            { host: '10.0.2.1', roles: ['etcd'] },
            { host: '10.0.1.1' },
          ],
        },
      },
    });
    expect(etcdServer, etcdServer.stderr).toMatchObject({ code: 2 });
    expect(etcdServer.stderr).toContain('10.0.2.1 has no apiserver: name a control-plane server');
  });

  it.for([
    { what: 'no server', words: ['a b'], said: 'the server is given as [user@]host' },
    { what: 'a wrong bastion', words: ['s1', '--jump', 'a:b:c'], said: '--jump expects [user@]host[:port]' },
    {
      what: 'a fingerprint that is none',
      words: ['s1', '--accept-host-key', 'SHA256:abc'],
      said: '--accept-host-key expects SHA256:',
    },
    { what: 'two ports', words: ['s1:22', '--port', '2222'], said: 'two ports are given' },
    { what: 'no name for the cluster', words: ['s1'], said: 'say what the cluster is called' },
  ])('given $what, then it is a usage error, and nothing is written', async ({ words, said }, { expect }) => {
    const out = join(import.meta.dirname, 'never-written.yaml');

    const finished = await keyturn(['inventory', 'discover', ...words, '--out', out]);

    expect(finished, finished.stderr).toMatchObject({ code: 2 });
    expect(finished.stderr.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(existsSync(out)).toBe(false);
  });
});
