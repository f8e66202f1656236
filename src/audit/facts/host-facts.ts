import type { EngineVersion } from '../../engine/version.ts';
import type { Distribution, Role } from '../../model/cluster.ts';

/** The processes whose arguments are read. */
export const COMPONENTS = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'etcd',
] as const;
export type Component = (typeof COMPONENTS)[number];

/** A running process, or on K3s the arguments that its journal names. */
export interface ProcessFacts {
  /** Words after the program's name, such as `--anonymous-auth=false`. */
  readonly arguments: readonly string[];
  /** The SELinux type of the process, such as `rke2_service_t`, or `undefined` without SELinux. */
  readonly type: string | undefined;
}

/** A file or directory of a host. */
export interface FileFacts {
  readonly path: string;
  /** Octal, such as `600`. */
  readonly mode: string;
  /** `user:group`. */
  readonly owner: string;
  /** The SELinux type, such as `container_var_lib_t`, or `undefined` without SELinux. */
  readonly type: string | undefined;
}

/** A value that a file below `sysctl.d` sets at boot. */
export interface BootParameter {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** An entry of `/etc/passwd`, without the rest of the line. */
interface UserFacts {
  readonly id: number;
  readonly shell: string;
}

/** The state of SELinux on a host. */
export interface SelinuxFacts {
  readonly mode: 'enforcing' | 'permissive' | 'disabled';
  /** The package with the engine's policy as `rpm` names it, or `undefined` without it. */
  readonly package: string | undefined;
  /** Whether the engine's policy module is in the module store. */
  readonly hasModule: boolean;
  /** Denials of the engine and its containers in the audit log, or `undefined` without a readable log. */
  readonly denials: number | undefined;
}

/** The text of a file that one of the processes reads. */
export interface TextFacts {
  readonly path: string;
  /** `undefined` if the file does not exist. */
  readonly text: string | undefined;
}

/** Everything that the audit reads on one host. */
export interface HostAudit {
  readonly name: string;
  readonly distribution: Distribution;
  readonly version: EngineVersion | undefined;
  readonly roles: readonly Role[];
  readonly dataDir: string;
  /** Settings of the configuration, by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly configFiles: readonly string[];
  /** The running kernel's parameters, by name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** In the order of reading at boot. A later entry replaces an earlier entry of the same name. */
  readonly bootParameters: readonly BootParameter[];
  /** Where the installation left its own file with these parameters. */
  readonly parameterSource: string | undefined;
  readonly files: ReadonlyMap<string, FileFacts>;
  /** `undefined` without the user in `/etc/passwd`. */
  readonly etcdUser: UserFacts | undefined;
  /** Whether `/etc/group` has the group. */
  readonly hasEtcdGroup: boolean;
  readonly processes: ReadonlyMap<Component, ProcessFacts>;
  readonly selinux: SelinuxFacts;
  /** Settings of the kubelet's drop-ins, or `undefined` if they could not be read. */
  readonly kubelet: Readonly<Record<string, unknown>> | undefined;
  /** The configuration of etcd, or `undefined` without one. */
  readonly etcd: Readonly<Record<string, unknown>> | undefined;
  /** `undefined` if the apiserver was given no file. */
  readonly auditPolicy: TextFacts | undefined;
  /** `undefined` if the apiserver was given no file. */
  readonly admissionConfig: TextFacts | undefined;
}

/** The last value of an argument counts, as the process itself reads it. */
export function argumentOf(process: ProcessFacts | undefined, name: string): string | undefined {
  const flag = `--${name}`;
  const word = process?.arguments.findLast((each) => each === flag || each.startsWith(`${flag}=`));
  return word === undefined ? undefined : word === flag ? 'true' : word.slice(flag.length + 1);
}

/** A row about the arguments of a server's own apiserver. */
export function apiserverOf(host: HostAudit): ProcessFacts | undefined {
  return host.processes.get('kube-apiserver');
}
