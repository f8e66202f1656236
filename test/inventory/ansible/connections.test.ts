import { describe, expect, it } from 'vitest';
import type { SshTarget } from '../../../src/model/cluster.ts';
import { loadFiles } from './place.ts';

/** What a host's variables make of its connection. */
interface Case {
  readonly variables: string;
  readonly wanted: Partial<SshTarget>;
}

const BASTION = { host: 'bastion', port: 22, user: 'me' };

const CASES: readonly Case[] = [
  { variables: '', wanted: { host: 's1', port: 22, user: 'me', jump: undefined, agent: '/run/agent.sock' } },
  {
    variables: 'ansible_host=10.0.0.1 ansible_port=2222 ansible_user=ops',
    wanted: { host: '10.0.0.1', port: 2222, user: 'ops' },
  },
  {
    variables: 'ansible_ssh_host=10.0.0.1 ansible_ssh_port=2222 ansible_ssh_user=ops',
    wanted: { host: '10.0.0.1', port: 2222, user: 'ops' },
  },
  { variables: 'ansible_port="\'2222\'" ansible_user=1000', wanted: { port: 2222, user: '1000' } },
  {
    variables: 'ansible_ssh_common_args="-J bastion"',
    wanted: { jump: expect.objectContaining(BASTION) as SshTarget },
  },
  {
    variables: 'ansible_ssh_extra_args="-oProxyJump=bastion"',
    wanted: { jump: expect.objectContaining(BASTION) as SshTarget },
  },
  {
    variables: 'ansible_ssh_common_args="-o ProxyJump=jump@first:2200,second -o StrictHostKeyChecking=no -C"',
    wanted: {
      jump: expect.objectContaining({
        host: 'second',
        user: 'me',
        jump: expect.objectContaining({ host: 'first', port: 2200, user: 'jump' }) as SshTarget,
      }) as SshTarget,
    },
  },
  {
    variables: `ansible_ssh_common_args='-o ProxyCommand="ssh -q -W %h:%p -p 2200 jump@bastion"'`,
    wanted: { jump: expect.objectContaining({ host: 'bastion', port: 2200, user: 'jump' }) as SshTarget },
  },
  { variables: 'ansible_ssh_common_args="-J none" ansible_ssh_extra_args="-J bastion"', wanted: { jump: undefined } },
  { variables: 'ansible_ssh_common_args="-p 2222 -l ops"', wanted: { port: 2222, user: 'ops' } },
  { variables: 'ansible_port=22 ansible_ssh_common_args="-p 2222"', wanted: { port: 22 } },
  { variables: 'ansible_port=22 ansible_ssh_args="-p 2222"', wanted: { port: 2222 } },
  {
    variables: 'ansible_ssh_common_args="-o UserKnownHostsFile=/dev/null"',
    wanted: {
      knownHosts: [
        '/home/me/.ssh/known_hosts',
        '/home/me/.ssh/known_hosts2',
        '/etc/ssh/ssh_known_hosts',
        '/etc/ssh/ssh_known_hosts2',
      ],
    },
  },
  {
    variables: 'ansible_become=yes ansible_become_method=sudo ansible_become_user=root ansible_become_flags="-H -S -n"',
    wanted: { user: 'me' },
  },
  {
    variables:
      'db_password="{{ vault_db }}" ansible_python_interpreter=/usr/bin/python3 ansible_host_key_checking=false',
    wanted: { host: 's1' },
  },
];

describe('how a host of an Ansible inventory is reached', () => {
  it.each(CASES)('given $variables, then as Ansible would reach it', async ({ variables, wanted }) => {
    const { cluster, problems } = await loadFiles({ 'prod.ini': `[rke2_servers]\ns1 ${variables}\n` });

    expect(problems).toEqual([]);
    expect(cluster?.servers[0]?.ssh).toMatchObject(wanted);
  });
});

describe('a bastion without a user', () => {
  it('given its user in ssh_config, then keyturn signs in there with that user, as ssh does', async () => {
    const files = {
      'prod.ini': '[rke2_servers]\ns1 ansible_user=ops ansible_ssh_common_args="-J bastion"\n',
      ssh_config: 'Host bastion\n  User jumper\n',
    };

    const { cluster } = await loadFiles(files, {
      environment: (directory) => ({ systemSshConfig: `${directory}/ssh_config` }),
    });

    expect(cluster?.servers[0]?.ssh).toMatchObject({ user: 'ops', jump: { host: 'bastion', user: 'jumper' } });
  });
});

/** What is refused, and what is said of it. */
interface Refusal {
  readonly variables: string;
  readonly rule: string;
  readonly subject: string;
  readonly at: readonly [number, number];
  readonly found?: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    variables: 'ansible_host="{{ ip }}"',
    rule: 'template',
    subject: 'ansible_host of s1',
    at: [2, 4],
    found: 'a template, which keyturn never evaluates',
  },
  {
    variables: `ansible_ssh_common_args='-o ProxyCommand="sshpass -p hunter2 ssh {{ bastion }} -W %h:%p"'`,
    rule: 'template',
    subject: 'ansible_ssh_common_args of s1',
    at: [2, 4],
  },
  {
    variables: `ansible_ssh_common_args='-o ProxyCommand="sshpass -p hunter2 ssh bastion -W %h:%p"'`,
    rule: 'ssh-argument',
    subject: 'ansible_ssh_common_args of s1',
    at: [2, 4],
  },
  {
    variables: 'x=1 ansible_user="{% if a %}b{% endif %}"',
    rule: 'template',
    subject: 'ansible_user of s1',
    at: [2, 8],
  },
  { variables: 'ansible_port=many', rule: 'wrong-type', subject: 'ansible_port of s1', at: [2, 4], found: '"many"' },
  { variables: 'ansible_port=0', rule: 'out-of-range', subject: 'ansible_port of s1', at: [2, 4], found: '0' },
  { variables: 'ansible_host=-oProxyCommand=x', rule: 'invalid-host', subject: 'ansible_host of s1', at: [2, 4] },
  {
    variables: 'ansible_password=hunter2',
    rule: 'ansible-variable',
    subject: 'ansible_password of s1',
    at: [2, 4],
    found: 'a secret: keyturn signs in with a key or an agent, never with a password',
  },
  {
    variables: 'ansible_become_password="{{ vault }}"',
    rule: 'ansible-variable',
    subject: 'ansible_become_password of s1',
    at: [2, 4],
    found: 'a secret: keyturn runs sudo without a password (sudo -n)',
  },
  {
    variables: 'ansible_become_method=su',
    rule: 'ansible-variable',
    subject: 'ansible_become_method of s1',
    at: [2, 4],
    found: 'su: keyturn becomes root by sudo alone',
  },
  {
    variables: 'ansible_become_user=admin',
    rule: 'ansible-variable',
    subject: 'ansible_become_user of s1',
    at: [2, 4],
  },
  { variables: 'ansible_connection=local', rule: 'ansible-variable', subject: 'ansible_connection of s1', at: [2, 4] },
  {
    variables: 'ansible_ssh_common_args="-F /etc/other"',
    rule: 'ssh-argument',
    subject: 'ansible_ssh_common_args of s1',
    at: [2, 4],
    found: '-F: keyturn does not know it',
  },
  {
    variables: `ansible_ssh_common_args='-o ProxyCommand="nc %h %p"'`,
    rule: 'ssh-argument',
    subject: 'ansible_ssh_common_args of s1',
    at: [2, 4],
  },
  {
    variables: 'ansible_ssh_common_args="-o PKCS11Provider=/x.so"',
    rule: 'ssh-argument',
    subject: 'ansible_ssh_common_args of s1',
    at: [2, 4],
    found: '-o PKCS11Provider=/x.so: keyturn does not know it',
  },
  {
    variables: 'ansible_ssh_common_args="-J a:b:c"',
    rule: 'ssh-argument',
    subject: 'ansible_ssh_common_args of s1',
    at: [2, 4],
  },
  {
    variables: 'ansible_ssh_private_key_file=/no/such/key',
    rule: 'unreadable-file',
    subject: 'ansible_ssh_private_key_file of s1',
    at: [2, 4],
    found: '/no/such/key: ENOENT',
  },
  { variables: 'keyturn=text', rule: 'wrong-type', subject: 'keyturn', at: [2, 4], found: 'text' },
  {
    variables: `keyturn="{'timing': {'restartDeadline': '10'}}"`,
    rule: 'invalid-duration',
    subject: 'keyturn: timing.restartDeadline',
    at: [2, 4],
    found: '10',
  },
  {
    variables: `keyturn="{'timeing': {}}"`,
    rule: 'unknown-key',
    subject: 'keyturn: timeing',
    at: [2, 4],
    found: 'timeing',
  },
  {
    variables: `keyturn_server="{'roles': ['worker']}"`,
    rule: 'not-allowed',
    subject: 'keyturn_server.roles of s1: [0]',
    at: [2, 4],
    found: 'worker',
  },
];

describe('what keyturn cannot follow in an Ansible inventory', () => {
  it.each(REFUSALS)(
    'given $variables, then it is refused by name and place',
    async ({ variables, rule, subject, at, found }) => {
      const { problems } = await loadFiles({ 'prod.ini': `[rke2_servers]\ns1 ${variables}\n` });

      const [line, column] = at;
      expect(problems).toEqual([
        expect.objectContaining({
          rule,
          file: 'prod.ini',
          path: subject,
          line,
          column,
          ...(found === undefined ? {} : { found }),
        }),
      ]);
      expect(JSON.stringify(problems)).not.toContain('hunter2');
    },
  );

  it('given the same things in keyturn.ignore, then they are left out', async () => {
    const { cluster, problems } = await loadFiles({
      'prod.yml': `rke2_servers:
  hosts: { s1: { ansible_host: 10.0.0.1 } }
  vars:
    ansible_become_password: "{{ vault_become }}"
    ansible_ssh_extra_args: -F other
    keyturn: { ignore: [ansible_become_password, ansible_ssh_extra_args] }
`,
    });

    expect(problems).toEqual([]);
    expect(cluster).toMatchObject({ name: 'prod', servers: [{ name: 's1', ssh: { host: '10.0.0.1' } }] });
  });

  it('given a vaulted value, then it is refused at its own file and line, and nothing of it is shown', async () => {
    const { problems } = await loadFiles({
      'prod.yml': 'rke2_servers: { hosts: { s1: } }\n',
      'group_vars/all.yml': 'x: 1\nansible_user: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n',
      'host_vars/s1.yml': 'other: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n',
    });

    expect(problems).toEqual([
      {
        rule: 'vaulted',
        file: 'group_vars/all.yml',
        path: 'ansible_user of s1',
        line: 2,
        column: 1,
        found: 'encrypted by Ansible Vault',
        expected: 'a plain value, for example in host_vars',
      },
    ]);
  });

  it('given one variable for a whole group, then it is reported once', async () => {
    const { problems } = await loadFiles({
      'prod.ini': '[rke2_servers]\ns[1:3]\n[rke2_servers:vars]\nansible_user={{ u }}\n',
    });

    expect(problems).toEqual([expect.objectContaining({ rule: 'template', line: 4, path: 'ansible_user of s1' })]);
  });
});
