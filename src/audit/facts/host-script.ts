import { ENGINES } from '../../engine/distribution.ts';
import type { Distribution } from '../../model/cluster.ts';
import { quoteWord } from '../../remote/quoting.ts';
import type { RemoteCommand } from '../../remote/remote-command.ts';
import { PARAMETERS } from './kernel-parameters.ts';
import { KUBELET_LINES } from './kubelet-settings.ts';

/** Where a host's own files are. */
export interface HostPlace {
  readonly distribution: Distribution;
  readonly dataDir: string;
}

/** Names of the processes as the kernel keeps them, which is at most 15 characters. */
const COMMS = 'kube-apiserver|kube-controller|kube-scheduler|kubelet|kube-proxy|etcd';

/** A user and a password in a URL among the arguments. */
const MASK_USERS = "LC_ALL=C sed -e 's#://[^/@ ]*@#://masked@#g' -e 's/^/ /'";

/** Directories that systemd-sysctl reads, with the least important first (sysctl.d(5)). */
const PARAMETER_DIRECTORIES = ['/usr/lib/sysctl.d', '/usr/local/lib/sysctl.d', '/run/sysctl.d', '/etc/sysctl.d'];

const LONGEST_TEXT = 262_144;

/** Patterns of the files and directories whose mode, owner and SELinux type are read. */
function filePatterns({ distribution, dataDir }: HostPlace): readonly string[] {
  const config = ENGINES[distribution].configDirectory;
  return [
    `${config}/*.yaml`,
    `${config}/config.yaml.d/*`,
    `${dataDir}/agent/pod-manifests/*.yaml`,
    `${dataDir}/agent/*.kubeconfig`,
    `${dataDir}/agent/client-ca.crt`,
    `${dataDir}/agent/etc/kubelet.conf.d/*`,
    `${dataDir}/server/token`,
    `${dataDir}/server/agent-token`,
    `${dataDir}/server/cred`,
    `${dataDir}/server/cred/*`,
    `${dataDir}/server/db`,
    `${dataDir}/server/db/etcd`,
    `${dataDir}/server/db/etcd/config`,
    `${dataDir}/server/logs`,
    `${dataDir}/server/manifests`,
    `${dataDir}/server/tls`,
    `${dataDir}/server/tls/*`,
    '/var/lib/cni/networks/*/*',
    '/etc/cni/net.d/*',
  ];
}

/**
 * One script for everything that the audit reads on a host, apart from the texts of `hostTextsCommand`. No line of a
 * process or file begins with `@`, so no content can pass for a section.
 */
export function hostAuditCommand(place: HostPlace): RemoteCommand {
  const { distribution } = place;
  const { unit } = ENGINES[distribution];
  const names = PARAMETERS.map((name) => name.replaceAll('.', '[./]')).join('|');
  const parameterFiles = PARAMETER_DIRECTORIES.map((directory) => `${directory}/*.conf`).join(' ');
  const patterns = filePatterns(place).map(quotePattern).join(' ');
  const modules = `/var/lib/selinux/*/active/modules/*/${distribution}`;
  return {
    name: 'hardening of the host',
    body: {
      script: [
        'echo @parameters',
        ...PARAMETERS.map((name) => `echo "${name}=$(cat /proc/sys/${name.replaceAll('.', '/')} 2>/dev/null)"`),
        'echo @boot-parameters',
        `grep -HsE '^[[:blank:]]*-?(${names})[[:blank:]]*=' ${parameterFiles} /etc/sysctl.conf`,
        'echo @parameter-source',
        `for FILE in ${parameterSources(distribution).join(' ')}; do if [ -f "$FILE" ]; then echo "$FILE"; fi; done`,
        `echo @files; stat -L -c '%a %U:%G %C %n' ${patterns} 2>/dev/null`,
        'echo @user; grep -E "^etcd:" /etc/passwd | cut -d: -f1,3,7',
        'echo @group; grep -E "^etcd:" /etc/group | cut -d: -f1,3',
        'echo @selinux; cat /sys/fs/selinux/enforce 2>/dev/null; echo',
        `echo @selinux-package; if command -v rpm >/dev/null 2>&1; then rpm -q ${distribution}-selinux 2>/dev/null; fi`,
        `echo @selinux-module; for MODULE in ${modules}; do if [ -e "$MODULE" ]; then echo "$MODULE"; fi; done`,
        `echo @denials; if [ -r /var/log/audit/audit.log ]; then grep -aE 'avc: +denied' /var/log/audit/audit.log | grep -acE 'rke2_|k3s_|container_'; fi`,
        'echo @kubelet',
        `for FILE in ${quotePattern(`${place.dataDir}/agent/etc/kubelet.conf.d/*.conf`)}; do if [ -f "$FILE" ]; then echo "> $FILE"; LC_ALL=C grep -E ${quoteWord(KUBELET_LINES)} "$FILE" | sed -e 's/^/ /'; fi; done`,
        'echo @processes',
        ...(ENGINES[distribution].apiserverIsStaticPod ? processLines() : journalLines(unit)),
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
    maxStdoutBytes: 4 * 1024 * 1024,
  };
}

/** Globs stay outside the quotes, and every other word is quoted. */
function quotePattern(pattern: string): string {
  return pattern
    .split('*')
    .map((part) => (part === '' ? '' : quoteWord(part)))
    .join('*');
}

/** Where an installation by packages, by the tarball, or by the tarball with a read-only /usr puts the file. */
function parameterSources(distribution: Distribution): readonly string[] {
  if (distribution === 'k3s') return [];
  return ['/usr/share', '/usr/local/share', '/opt/rke2/share'].map(
    (directory) => `${directory}/rke2/rke2-cis-sysctl.conf`,
  );
}

/** Each process as a line `> NAME TYPE`, and its arguments below. Another process may have the same name. */
function processLines(): readonly string[] {
  return [
    `for COMM in $(grep -lxE '${COMMS}' /proc/[0-9]*/comm 2>/dev/null); do`,
    'PROCESS=$(dirname "$COMM")',
    `echo "> $(cat "$COMM" 2>/dev/null) $(cat "$PROCESS/attr/current" 2>/dev/null | tr -d '\\0\\n')"`,
    `tr '\\0' '\\n' 2>/dev/null < "$PROCESS/cmdline" | ${MASK_USERS}`,
    'done',
  ];
}

/** K3s runs its components inside its own process, and prints their arguments at its start (hardening.md 6). */
function journalLines(unit: string): readonly string[] {
  return [
    `journalctl --unit ${unit} --output cat --no-pager --reverse 2>/dev/null | grep -a -m 5 -E 'msg="Running (kube-[a-z-]+|kubelet) ' | ${MASK_USERS}`,
  ];
}

/** The texts of files that processes read, at most 256 KiB of each. Neither file has a place for secrets. */
export function hostTextsCommand(paths: readonly string[]): RemoteCommand {
  const words = paths.map(quoteWord).join(' ');
  return {
    name: 'policies of the host',
    body: {
      script: [
        'echo @texts',
        `for FILE in ${words}; do echo "> $FILE"; if [ -f "$FILE" ]; then echo =; head -c ${LONGEST_TEXT} "$FILE" | sed -e 's/^/ /'; echo; fi; done`,
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
    maxStdoutBytes: 2 * 1024 * 1024,
  };
}
