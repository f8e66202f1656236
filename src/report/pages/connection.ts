import type { FailurePage } from './types.ts';

/** Pages of servers that are not reached, or refuse the login. */
export const CONNECTION_PAGES = {
  'host-unreachable': {
    title: 'A server cannot be reached',
    meaning: [
      'The TCP connection or the SSH handshake failed: no route, a closed port, a name that does not resolve, a firewall, a dead host, or a jump host that is down. No command was sent.',
      'Before a run keyturn needs every server, because a server that is not asked may have another key, another stage or an apiserver that still writes with the old key. In the middle of a run a cut connection is asked again for up to a minute before this is reported.',
    ],
    safe: 'Nothing was sent to this server. What an earlier step sent there goes on by itself, because the engine does not depend on the SSH session.',
    steps: [
      'Try the `ssh` line that the message prints. It takes the same address, port, user, key and jump host.',
      'Where ssh gets through and keyturn does not, compare with `keyturn inventory check --inventory hosts.yaml`, which shows each value and where it comes from.',
      'Where the host is down, bring it back, then repeat the command (`--resume` where a run had begun).',
      'Where the host is gone for good, take the server out of the cluster by the documentation of the distribution, Node and etcd member, then go on with `--without SERVER`.',
    ],
    never: [
      'leave out a server that is only unreachable from here. It may still serve, and write Secrets with a key that the others drop.',
      'delete the Node of a server that still runs. The engine then removes its etcd member.',
    ],
    sources: [
      'docs/ssh.md',
      'docs/runbook.md "A server that is gone for good"',
      'docs/facts/engine.md "A server that leaves"',
    ],
  },
  'host-key-unknown': {
    title: 'The SSH host key of a server is not recorded',
    meaning: [
      'The server offers a host key that is in none of the known_hosts files. keyturn never accepts a key on first use, whatever `StrictHostKeyChecking` says, because whoever answers in place of a server would get root commands and could return a false state of the keys.',
      '`host-keys-unconfirmed` is the same before an inventory exists: `inventory discover` shows each fingerprint and asks at the terminal, and without a terminal it wants each fingerprint named.',
    ],
    safe: 'The connection was closed before the login. Nothing was sent.',
    steps: [
      'Read the fingerprint on the console of the server, not over the network: `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`',
      'Where it is the one in the message, connect once by the printed `ssh` line and accept it there; or take the keys of all servers from a source that you trust, such as the image build or an SSH certificate authority (`@cert-authority`, with `transport: openssh`).',
      'For `inventory discover` without a terminal, add `--accept-host-key FINGERPRINT` for each key that is right.',
    ],
    never: ['fill known_hosts with `ssh-keyscan` alone. It records whatever answers, without proof.'],
    sources: ['docs/ssh.md "Keys"', 'SECURITY.md'],
  },
  'host-key-changed': {
    title: 'A server offers another SSH host key than the recorded one',
    meaning: [
      'The known_hosts file has a key of this type for this address, and the server offers a different one. Either the host was reinstalled, an address was given to another machine, or somebody answers in its place.',
    ],
    safe: 'The connection was closed before the login. Nothing was sent.',
    steps: [
      'Find out whether the host was reinstalled or the address reused. A server that was reinstalled in a running cluster has also lost its credential files.',
      'Compare the fingerprint on the console of the server.',
      'Only where it is right, remove the line that the message names and record the new key.',
      'In the middle of a run, look at all servers with `keyturn status` before you go on. A reinstalled server has joined with the keys of the datastore.',
    ],
    never: [
      'remove the recorded key because the message is in the way. That is the one moment that the check exists for.',
    ],
    sources: ['docs/ssh.md "Keys"', 'SECURITY.md'],
  },
  'host-key-revoked': {
    title: 'A server offers a host key that is marked as revoked',
    meaning: [
      'A line of known_hosts begins with `@revoked` and has this key. Somebody has recorded that the private part of this key may be in other hands, so that a host that offers it proves nothing.',
    ],
    safe: 'The connection was closed before the login. Nothing was sent.',
    steps: [
      'Give the server a new host key on its console: `ssh-keygen -A` after the old files under /etc/ssh are moved away, then a restart of sshd.',
      'Record the new key, and keep the `@revoked` line.',
    ],
    never: ['remove the `@revoked` line to get past it.'],
    sources: ['docs/ssh.md "Keys"'],
  },
  'known-hosts-unreadable': {
    title: 'A known_hosts file cannot be read',
    meaning: [
      'A file that hosts.yaml or ssh_config names for host keys exists and could not be read. A missing file counts as empty; an unreadable one could hold a revocation, so no key is accepted without it.',
    ],
    safe: 'Nothing was sent.',
    steps: [
      'Look at the file as the user that runs keyturn: `ls -l FILE`. Under a scheduler that is often another user, with another home directory.',
      'Correct its owner or mode, or name the right file under `ssh.knownHosts`.',
    ],
    never: [],
    sources: ['docs/ssh.md'],
  },
  'identity-unreadable': {
    title: 'A private key cannot be used',
    meaning: [
      'The file under `ssh.identityFile` is missing, unreadable, in a form that the transport does not know, or has a passphrase that was not given. Without a terminal nobody can be asked for a passphrase.',
    ],
    safe: 'Nothing was sent.',
    steps: [
      'Check the path and the owner as the user that runs keyturn.',
      'For a key with a passphrase under a scheduler, load it into an agent (`ssh-add FILE`) and let `SSH_AUTH_SOCK` reach the job.',
      'For a FIDO key or a certificate, use `ssh.transport: openssh`, which lets the system ssh do the login.',
    ],
    never: ['copy the private key somewhere with wider permissions. A key that others can read is not used.'],
    sources: ['docs/ssh.md "Keys"', 'docs/ssh.md "Transports"'],
  },
  'authentication-failed': {
    title: 'A server refused the login',
    meaning: [
      'Either the server refused every key that was offered, or there was none to offer. The message lists each key file and the agent in the order of trying, with what came of each: offered, missing, locked, unprotected, unusable.',
      'At most five keys are offered, because sshd hangs up after six tries.',
    ],
    safe: 'Nothing was sent.',
    steps: [
      'Where keys were offered, check `ssh.user` and that the public key is in `authorized_keys` of that user on the server; its own log says why it refused (`journalctl -u ssh` or `-u sshd`).',
      'Where none was offered, name one under `ssh.identityFile`, or load it into the agent.',
      'Where an agent has many keys, name the right one and set `IdentitiesOnly yes`.',
      'Try the printed `ssh` line. It makes the same offer.',
    ],
    never: [],
    sources: ['docs/ssh.md "Keys"'],
  },
  'not-this-machine': {
    title: 'The local transport is set for another machine',
    meaning: [
      '`ssh.transport: local` runs the commands of one server on this machine, without SSH. keyturn refuses where this machine is not certainly that server, because commands meant for one server would change another one.',
      'A written `nodeName` has to be the host name of this machine. Without one, an IP address as host has to be one of the addresses of this machine; with any other host, `host` or `name` has to be its host name. `localhost` proves nothing.',
    ],
    safe: 'Nothing was run.',
    steps: [
      'Run keyturn on the server that has `transport: local`, or take the line away from it.',
      'Where it is the right machine, write its `nodeName` as the host name that `hostname` prints.',
    ],
    never: ['set `transport: local` for the whole cluster. It belongs to one server.'],
    sources: ['docs/ssh.md "Transports"'],
  },
} satisfies Readonly<Record<string, FailurePage>>;
