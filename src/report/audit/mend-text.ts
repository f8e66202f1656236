import type { AuditMend, KernelParametersMend } from '../../model/audit.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandLine, shellWord, type Hints } from '../hints.ts';
import { listed } from '../units.ts';

/** Names shown in one line. The JSON document has all of them. */
const NAMES_SHOWN = 12;

/** What would mend a row, as lines of advice. keyturn runs none of these commands. */
export function mendText(mend: AuditMend, hints: Hints): readonly string[] {
  switch (mend.kind) {
    case 'kernel-parameters':
      return [
        `At installation, or with the server drained, because it also sets the parameters of other programs again: ${parametersCommand(mend)} && sudo systemctl restart systemd-sysctl`,
      ];
    case 'etcd-user':
      return ["Create the user before the profile is set: sudo useradd -r -c 'etcd user' -s /sbin/nologin -M etcd -U"];
    case 'etcd-shell':
      return ['Let nobody log in as this user: sudo usermod -s /sbin/nologin etcd'];
    case 'etcd-owner':
      return [
        `A start with profile: cis gives ${mend.path} to etcd:etcd. Do not change the owner by hand under a running etcd.`,
      ];
    case 'profile':
      return [
        `First the kernel parameters and the etcd user, without which a server with the profile does not start; Pod Security restricted holds for all namespaces afterwards. Write "profile: ${mend.profile}" into ${mend.file} on every server, then ${restartOf(mend.unit)}`,
      ];
    case 'setting':
      return [`Write "${mend.line}" into ${mend.file} on every server, then ${restartOf(mend.unit)}`];
    case 'mode':
      return [`Take away the other rights: sudo chmod 0${mend.mode} ${words(mend.paths)}`];
    case 'owner':
      return [`Give the files to root: sudo chown ${mend.owner} ${words(mend.paths)}`];
    case 'network-policy':
      return [
        `Create a NetworkPolicy in ${listed(mend.namespaces)} that admits the pods of the same namespace (docs/audit.md has one). RKE2 with profile: cis does so at its next start.`,
      ];
    case 'service-accounts':
      return [
        `Where no pod needs the token of the default account: ${perNamespace(mend.namespaces, `kubectl patch serviceaccount default -n "$NAMESPACE" -p '{"automountServiceAccountToken": false}'`)}`,
      ];
    case 'audit-policy':
      return [
        ...argumentsText(mend.arguments),
        mend.form === 'stig'
          ? `Write a policy with Metadata for secrets and RequestResponse for everything else into ${mend.path}, the same on every server, then ${restartOf(mend.unit)}`
          : `Write a policy with at least level: Metadata into ${mend.path}, the same on every server, then ${restartOf(mend.unit)}`,
      ];
    case 'pod-security':
      return [
        ...argumentsText(mend.arguments),
        `Set enforce, audit and warn to restricted in ${mend.path}, and exempt only ${listed(mend.exempt)} (RKE2 with profile: cis writes this file itself), then ${restartOf(mend.unit)}`,
      ];
    case 'namespace-label': {
      const label = (dryRun: string): string =>
        perNamespace(
          mend.namespaces,
          `kubectl label ${dryRun}--overwrite namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=${shellWord(mend.level)}`,
        );
      return [`See first which pods would be refused, then do it without --dry-run: ${label('--dry-run=server ')}`];
    }
    case 'selinux-package':
      return [`Install the policy, then reboot the host, one server at a time: sudo dnf install ${mend.name}`];
    case 'selinux-relabel':
      return [`Give the files the types of the policy: sudo restorecon -R ${shellWord(mend.path)}`];
    case 'selinux-denials':
      return [
        'See what was denied. Where the policy was installed after the last boot, reboot the host, one server at a time: sudo ausearch -m avc --start boot',
      ];
    case 'look-at-admission':
      return [
        `See who answers, which may also be a quota or a webhook: kubectl run tried -n ${shellWord(mend.namespace)} --image=registry.k8s.io/pause:3.10 --privileged --dry-run=server`,
      ];
    case 'rotate':
      return [`Look at the plan of a rotation: ${commandLine(hints, 'rotate', '--dry-run')}`];
    case 'look-at-encryption':
      return [`See what is wrong with encryption first: ${commandLine(hints, 'doctor')}`];
    default:
      return unreachable(mend);
  }
}

function parametersCommand({ source, file }: KernelParametersMend): string {
  if (source !== undefined) return `sudo cp -f ${shellWord(source)} ${file}`;
  const lines = 'vm.panic_on_oom=0 vm.overcommit_memory=1 kernel.panic=10 kernel.panic_on_oops=1';
  return `printf '%s\\n' ${lines} | sudo tee ${file}`;
}

/** RKE2 passes them itself with a CIS profile. */
function argumentsText(words: readonly string[]): readonly string[] {
  return words.length === 0
    ? []
    : [
        `Add to kube-apiserver-arg in config.yaml on every server (RKE2 with profile: cis sets them itself): ${words.join(', ')}`,
      ];
}

function restartOf(unit: string): string {
  return `one server at a time: sudo systemctl restart ${unit}`;
}

function words(paths: readonly string[]): string {
  return paths.map(shellWord).join(' ');
}

/** A loop, so that a cluster with many namespaces gets one command. */
function perNamespace(namespaces: readonly string[], command: string): string {
  const shown = namespaces.slice(0, NAMES_SHOWN).map(shellWord);
  const [only] = shown;
  if (only !== undefined && namespaces.length === 1) return command.replace('"$NAMESPACE"', only);
  const more = namespaces.length - shown.length;
  const rest = more > 0 ? ` # and ${more} more` : '';
  return `for NAMESPACE in ${shown.join(' ')}; do ${command}; done${rest}`;
}
