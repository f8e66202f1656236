import type { FailurePage } from './types.ts';

/** Pages of commands that did not meet the need of their caller. */
export const COMMAND_PAGES = {
  sudo: {
    title: 'sudo does not let the user run commands',
    meaning: [
      'The engine and its files belong to root. A user other than root needs `sudo -n`, which never asks. keyturn never sends a password, because it would be in the memory and the arguments of processes on both sides.',
      '`sudo-needs-password` means that sudo would ask, `sudo-not-allowed` that its rules refuse this user or command, `sudo-missing` that the host has no sudo at all.',
    ],
    safe: 'The command was not run.',
    steps: [
      'On the server, as root, see what the user may do: `sudo -n -l -U USER`.',
      'Allow it in a file of its own under /etc/sudoers.d, checked by `visudo -c` before it counts; or set `ssh.user: root`.',
      'Where only the first rule of several is meant, mind that the last matching rule of sudoers wins.',
    ],
    never: ['edit /etc/sudoers without `visudo`. A syntax error locks everybody out of sudo.'],
    sources: ['docs/before-a-run.md "What the servers need"'],
  },
  'connection-lost': {
    title: 'The connection broke while a command ran',
    meaning: [
      'The SSH connection ended before the exit status of the command came. Whether the command ended, and how, is not known: the network may be gone, the host may have rebooted, or sshd may have been restarted.',
      'A command that only looks is asked again for up to a minute. A command that changes something is never sent again; its effect is looked for instead. Stage commands run in a systemd unit of their own, so that they outlive the connection.',
    ],
    safe: 'The journal has the intention of what was sent. A resumed run looks for the effect before it does anything.',
    steps: [
      'See whether the server answers: `keyturn status --inventory hosts.yaml`.',
      'Where it does, go on: `keyturn rotate --inventory hosts.yaml --resume`.',
      'Where connections break again and again, look at idle time-outs on the way (firewalls, NAT, bastion).',
    ],
    never: [
      'run the command of the message again by hand. If it was a stage command, a second one can make a second key.',
    ],
    sources: ['docs/facts/failures.md 2.1', 'docs/facts/failures.md 7.3'],
  },
  'command-timed-out': {
    title: 'A command did not answer in time',
    meaning: [
      'The connection stands, and the command was not accepted (`open`), printed nothing (`first-byte`) or did not end (`total`) within its time. Usual causes are a server without memory, a full or slow disk, an apiserver or etcd that hangs, and a systemd that waits for a starting service.',
    ],
    safe: 'Whether the command ended is not known. keyturn looks for its effect and does not send it again.',
    steps: [
      'Look at load, memory and disk of the server: `uptime`, `free -m`, `df -h`, and `journalctl -p warning -n 50`.',
      'Where the server is only slow, raise the limit that the message names, then repeat or resume.',
      'Where it hangs, mend that first. A restart beside a hanging member can cost the quorum of etcd.',
    ],
    never: ['restart the service because a question about it timed out.'],
    sources: ['docs/facts/failures.md 3'],
    forms: {
      open: 'The server did not accept the command: sshd is overloaded, or allows no more sessions (`MaxSessions`). The setting is `timing.connectTimeout`.',
      'first-byte':
        'The command began and printed nothing. What should answer at once has a limit of its own; `timing.commandTimeout` does not lengthen it.',
      total: 'The command printed something and did not end. The setting is `timing.commandTimeout`.',
    },
  },
  'command-failed': {
    title: 'A command on a server failed',
    meaning: [
      'The command ended with an exit code other than 0, or by a signal, and nothing in its output is known to keyturn as a reason of its own. The last lines of what it said on stderr are in the message; the log of the run has all of them.',
    ],
    safe: 'The command ended. Where it was to change something, the next look decides whether it did; a resumed run begins with that look.',
    steps: [
      'Read what the command said, then the log of the service on that server: `journalctl -u rke2-server.service -n 200` (K3s: `k3s.service`).',
      'Remove the cause, then repeat the command, or `--resume` where a run had begun.',
    ],
    never: ['repeat a command of the engine by hand. keyturn looks first whether its effect is there.'],
    sources: ['docs/facts/failures.md 5.4'],
  },
  'unexpected-output': {
    title: 'keyturn cannot interpret an answer',
    meaning: [
      'A command succeeded, and its output is in no form that keyturn knows. The words of the engine have changed from release to release; a guess about them could take an unread state for a harmless one.',
    ],
    safe: 'Nothing was concluded from the answer, and nothing was sent after it.',
    steps: [
      'See whether something else prints into the output: a banner in a shell profile, a wrapper around the command, a message of the day for non-interactive shells.',
      'Otherwise report the received text and the version of the engine. It has no key material, and what looks like a secret is replaced by `[redacted]`.',
      'Until then look by hand: `sudo rke2 secrets-encrypt status` (K3s: `k3s`), which changes nothing.',
    ],
    never: [
      'rotate by hand because keyturn would not. The documented `rotate-keys` loses Secrets with several control-plane servers.',
    ],
    sources: ['docs/facts/failures.md 5', 'docs/facts/real-engine.md 2'],
  },
  'answer-out-of-bounds': {
    title: 'An answer goes beyond what any real cluster sends',
    meaning: [
      'Every answer of a host has bounds: bytes, lines, the depth and the number of values of its JSON, the items of its lists, the entries of a datastore. They are far above what real clusters send, and the message names the one that was exceeded. keyturn stopped reading there, so that no host can fill its memory or keep it busy.',
      'Either the host is broken (a log that prints without an end, a wrapper around a command that repeats its output), or something else than the engine answers there, or the cluster is larger than anybody thought of.',
    ],
    safe: 'Nothing was concluded from the answer. Only questions have these bounds; what a command that changes something prints is read to its end.',
    steps: [
      'Sign in to the host, and run the command of the message by hand, for example with `| head -c 1000` behind it. See what answers.',
      'Where a program prints too much, mend that; where a host answers what it should not, take it for compromised until you know better.',
      'Where your cluster really is that large, report its size, so that the bound can be raised.',
    ],
    never: ['rotate by hand because keyturn would not. What answers there has to be clear before a key is turned.'],
    sources: ['SECURITY.md'],
  },
  'unit-missing': {
    title: 'A server does not run the service that is expected',
    meaning: [
      'systemd on the host knows no `rke2-server.service` (or `k3s.service`). Either `distribution` in the inventory names the other one, or the host is a worker, or it is another machine altogether.',
    ],
    safe: 'Nothing was changed.',
    steps: [
      'Where the message names the unit of the other distribution on every server, correct `distribution` in the inventory.',
      'Where it names `rke2-agent.service` or `k3s-agent.service`, take the host out: the inventory names the servers only. Workers have no keys.',
      'Otherwise check the address.',
    ],
    never: [],
    sources: ['docs/inventory.md'],
  },
  'http-error': {
    title: 'An apiserver or etcd answered with an error',
    meaning: [
      'keyturn asks the apiserver and etcd of each server from that server itself, with its own client certificates. The status and the words of the answer are in the message; status 0 means that no answer came.',
      'Often it is a certificate that has expired (401), an admission policy or quota that refuses a canary (403, 422), an apiserver that still starts (503), or Secrets that no key of that server can read (500 with `no matching key was found`).',
    ],
    safe: 'A refused request changed nothing. Where the message has `no matching key was found`, Secrets are under a key that this server does not have: restart nothing.',
    steps: [
      'For 500 with `no matching key`, see who has the key: `keyturn status --inventory hosts.yaml`, and follow its first sentence.',
      'For 401, see when the certificates under the data directory of the server end; the engine renews them at a start.',
      'For 403 and 422, the words name the policy, webhook or quota; exempt what keyturn does, or the engine.',
      'For 503 and no answer, look at `/readyz?verbose` of that apiserver and at etcd.',
    ],
    never: [
      'restart an apiserver that cannot read some Secrets. With one unreadable Secret it does not get ready again.',
    ],
    sources: ['docs/facts/measured.md 1', 'docs/facts/real-engine.md 3'],
  },
} satisfies Readonly<Record<string, FailurePage>>;
