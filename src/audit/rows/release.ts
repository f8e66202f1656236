import { compareVersions, parseVersion, type EngineVersion } from '../../engine/version.ts';
import type { Distribution } from '../../model/cluster.ts';

/** The first release of each minor that differs from those before it, oldest minor first. */
type FirstOfMinor = readonly string[];

/** Releases from which on `profile: etcd` is valid, and `cis-1.23` is fatal at the start (rke2 `profile_linux.go`). */
const ETCD_PROFILE: FirstOfMinor = [
  'v1.30.14+rke2r1',
  'v1.31.10+rke2r1',
  'v1.32.6+rke2r1',
  'v1.33.2+rke2r1',
  'v1.34.0+rke2r1',
];

/** The only release that exempts the namespaces of both operators (rke2 fd52255c6, #9867, #9927 to #9931). */
const BOTH_OPERATORS = 'v1.32.13+rke2r2';

/** Releases from which on the namespace of the compliance operator takes the place of cis-operator-system. */
const COMPLIANCE_OPERATOR: FirstOfMinor = ['v1.33.10+rke2r1', 'v1.34.6+rke2r1', 'v1.35.3+rke2r1'];

/** Whether a release is in one of these minors at or after its first release, or in a newer minor. */
function isFrom(version: EngineVersion, firsts: FirstOfMinor): boolean {
  const parsed = firsts.flatMap((text) => parseVersion(text) ?? []);
  const first = parsed.find(({ minor }) => minor === version.minor);
  if (first !== undefined) return compareVersions(version, first) >= 0;
  return version.minor > Math.max(...parsed.map(({ minor }) => minor));
}

/** The values of `profile` that a release accepts, without the empty value, the best first. */
export function validProfiles(version: EngineVersion): readonly string[] {
  if (isFrom(version, ETCD_PROFILE)) return ['cis', 'etcd'];
  if (version.minor >= 25) return ['cis', 'cis-1.23'];
  return ['cis-1.6', 'cis-1.5'];
}

/** Whether a profile asks for the whole of the guide. `etcd` only asks for the etcd user. */
export function isCisProfile(profile: string | undefined): boolean {
  return profile !== undefined && /^cis(?:-1\.\d+)?$/.test(profile);
}

/** The namespaces that the release's own Pod Security configuration exempts (hardening.md 3). */
export function exemptNamespaces(distribution: Distribution, version: EngineVersion): readonly string[] {
  // The guide of K3s writes the file by hand.
  if (distribution === 'k3s') return ['kube-system', 'cis-operator-system'];
  if (isFrom(version, COMPLIANCE_OPERATOR)) return ['kube-system', 'compliance-operator-system', 'tigera-operator'];
  const both = parseVersion(BOTH_OPERATORS);
  const hasBoth = both?.minor === version.minor && compareVersions(version, both) >= 0;
  return ['kube-system', 'cis-operator-system', ...(hasBoth ? ['compliance-operator-system'] : []), 'tigera-operator'];
}

/** Pod Security Admission replaced PodSecurityPolicy in Kubernetes 1.25. */
export function hasPodSecurity(version: EngineVersion): boolean {
  return version.major > 1 || version.minor >= 25;
}

/** The namespaces whose default ServiceAccount RKE2 itself restricts with a CIS profile (rke2 `serviceaccount.go`). */
export const ENGINE_ACCOUNTS: readonly string[] = ['kube-system', 'kube-public', 'default', 'kube-node-lease'];

/** The namespaces in which RKE2 puts its NetworkPolicies with a CIS profile (rke2 `np.go`). */
export const POLICED_NAMESPACES: readonly string[] = ['kube-system', 'kube-public', 'default'];
