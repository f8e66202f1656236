import { shellWord } from './hints.ts';

/** What `keyturn inventory init` writes. A test reads it as it is, and again with every setting switched on. */
export const INVENTORY_TEMPLATE = `# The clusters that keyturn looks after, and how to reach their servers. keyturn explains each mistake in it:
#   keyturn inventory check --inventory hosts.yaml
# Where "#" has no blank behind it, it switches a setting off: with its default, or with an example.
version: 1
clusters:
  prod: # the cluster's name, by your choice
    distribution: rke2 # or k3s

    # How to reach the servers. Whatever is missing comes from ~/.ssh/config and the usual files of ssh.
    # Any of it may be set for a single server, too.
    ssh:
      user: root # or one who may use sudo without a password
      #port: 22
      #identityFile: ~/.ssh/id_ed25519
      #knownHosts: ~/.ssh/known_hosts
      #agent: true
      #jump: ops@bastion.example.com:22
      #config: ~/.ssh/config
      #transport: ssh2 # openssh uses the ssh of this machine, local the server that keyturn itself runs on

    # Every server of the cluster, and no agents. Which of them have etcd and the control plane is found out.
    servers:
      - host: 10.0.0.11
        name: s1
        #nodeName: s1.example.com
        #roles: [control-plane, etcd]
        #ssh: { port: 2222 }
      - host: 10.0.0.12
        name: s2
      - host: 10.0.0.13
        name: s3

    #rotation:
      #strategy: auto # or staged, or rotate-keys
      #snapshot: true # of etcd, before the first change and after the last
      #maxKeyAge: 90d # for keyturn ensure
      #apiserverReload: wait # or restart-container, quicker, on RKE2
      #windows: [Sat 22:00-04:00 Europe/Berlin] # a run begins only where it can end, too

    #journal:
      #mirror: true # also on the leader, so that another machine can resume a run

    #timing:
      #stabilityWindow: 30s # how long a restarted server has to be well before the next one
      #restartDeadline: 10m
      #reloadPeriod: 60s
      #connectTimeout: 10s
      #commandTimeout: 30s

    # Programs of this machine around a run. They get JSON on their standard input.
    #hooks:
      #before-run: { command: [./silence-alerts.sh], deadline: 5m }
      #before-restart: { command: [./drain.sh] }
      #after-restart: { command: [./uncordon.sh] }
      #after-run: { command: [logger, rotated] }
      #on-failure: { command: [./page-somebody.sh] }
      #environment: [KUBECONFIG]

    # Who is told how a run ended.
    #notify:
      #- { url: 'https://chat.example.com/hooks/keyturn', on: [stopped, frozen, refused], tokenVariable: CHAT_TOKEN }

    # No run begins and no server is restarted while an alert fires there.
    #alerts:
      #prometheus: https://prometheus.example.com
      #ignore: Watchdog|InfoInhibitor
`;

/** Says what to do with the new file. */
export function inventoryBegunText(file: string): string {
  const word = shellWord(file);
  return [
    `${file} is written.`,
    '  1. put in your servers, or remove the file and have it written from a running cluster:',
    '       keyturn inventory discover USER@HOST --cluster NAME',
    `  2. keyturn inventory check --inventory ${word}`,
    `  3. keyturn doctor --inventory ${word}`,
    '',
  ].join('\n');
}
