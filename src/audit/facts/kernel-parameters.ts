import type { Distribution } from '../../model/cluster.ts';

/** The kernel parameters of both guides with their values, which are also the kubelet's defaults (hardening.md 1). */
export const PARAMETER_VALUES: Readonly<Record<string, string>> = {
  'vm.panic_on_oom': '0',
  'vm.overcommit_memory': '1',
  'kernel.panic': '10',
  'kernel.panic_on_oops': '1',
};

export const PARAMETERS: readonly string[] = Object.keys(PARAMETER_VALUES);

/** The file in which each guide keeps the parameters over a boot. */
export const PARAMETER_FILES: Readonly<Record<Distribution, string>> = {
  rke2: '/etc/sysctl.d/60-rke2-cis.conf',
  k3s: '/etc/sysctl.d/90-kubelet.conf',
};
