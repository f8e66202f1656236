// `node scripts/import-benchmarks.ts CLONE` writes src/audit/benchmarks/tables from a clone of rancher/security-scan (Apache-2.0). Only
// what is read, compared and expected is taken, as data. Nothing of the clone is executed, and each release of it is reviewed as a diff.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'oxfmt';
import { parse } from 'yaml';
import * as z from 'zod';

import { BENCHMARKS, type BenchmarkName } from '../src/model/audit.ts';
import type { BenchmarkRow, BenchmarkTable, Reading } from '../src/audit/benchmarks/table.ts';

const OUTPUT = join(import.meta.dirname, '../src/audit/benchmarks/tables');
const FILES = ['master', 'etcd', 'controlplane', 'node', 'policies'] as const;
type Source = (typeof FILES)[number];

const itemSchema = z.object({
  flag: z.string().optional(),
  path: z.string().optional(),
  set: z.boolean().optional(),
  compare: z.object({ op: z.string(), value: z.unknown() }).optional(),
});
const checkSchema = z.object({
  // Ids of two parts, such as 2.1, are numbers in YAML.
  id: z.coerce.string(),
  text: z.string(),
  type: z.string().optional(),
  audit: z.string().default(''),
  audit_config: z.string().default(''),
  scored: z.boolean().default(false),
  tests: z.object({ bin_op: z.string().optional(), test_items: z.array(itemSchema).default([]) }).nullish(),
  remediation: z.string().default(''),
});
const controlsSchema = z.object({ groups: z.array(z.object({ checks: z.array(checkSchema) })) });
type Check = z.infer<typeof checkSchema>;

const [clone] = process.argv.slice(2);
if (clone === undefined) throw new Error('usage: node scripts/import-benchmarks.ts CLONE');

function git(...words: readonly string[]): string {
  return execFileSync('git', ['-C', clone ?? '.', ...words], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

const commit = git('rev-parse', 'HEAD').trim();

/** Files by the variables of the definitions, below the data directory `DATA`. */
const PATHS: Readonly<Record<string, string>> = {
  $apiserverconf: 'DATA/agent/pod-manifests/kube-apiserver.yaml',
  $controllermanagerconf: 'DATA/agent/pod-manifests/kube-controller-manager.yaml',
  $schedulerconf: 'DATA/agent/pod-manifests/kube-scheduler.yaml',
  $etcdconf: 'DATA/agent/pod-manifests/etcd.yaml',
  $etcddatadir: 'DATA/server/db/etcd',
  $schedulerkubeconfig: 'DATA/server/cred/scheduler.kubeconfig',
  $controllermanagerkubeconfig: 'DATA/server/cred/controller.kubeconfig',
  $proxykubeconfig: 'DATA/agent/kubeproxy.kubeconfig',
  $kubeletkubeconfig: 'DATA/agent/kubelet.kubeconfig',
  $kubeletcafile: 'DATA/agent/client-ca.crt',
};

const VARIABLES: Readonly<Record<string, string>> = {
  $apiserverbin: 'kube-apiserver',
  $controllermanagerbin: 'kube-controller-manager',
  $schedulerbin: 'kube-scheduler',
  $kubeletbin: 'kubelet',
  $proxybin: 'kube-proxy',
};

/** Settings by arguments where a definition names no setting, although K3s and RKE2 write them into a drop-in. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  '--tls-cert-file': ['tlsCertFile'],
  '--tls-private-key-file': ['tlsPrivateKeyFile'],
};

function belowData(text: string): string {
  return text.replaceAll(/\/var\/lib\/rancher\/(?:rke2|k3s)/g, 'DATA');
}

/** What a check reads, by the words of its own command. `undefined` for a command that this program does not know. */
function readingOf({ audit, audit_config: config, id }: Check, source: Source): Reading | undefined {
  if (source === 'policies') return id === '5.1.5' ? { kind: 'default-accounts' } : undefined;
  if (source === 'etcd') return { kind: 'etcd' };
  if (/ENCRYPTION_PROVIDER_CONFIG/.test(audit)) return { kind: 'first-provider' };
  const isMode = audit.includes('permissions=%a');
  if (isMode || audit.includes('%U:%G')) {
    const paths = pathsOf(audit);
    return paths.length === 0 ? undefined : { kind: isMode ? 'mode' : 'owner', paths };
  }
  // K3s asks the apiserver's line for arguments of the kubelet.
  if (source === 'node' && (config !== '' || id.startsWith('4.2.'))) {
    return { kind: id.startsWith('4.3.') ? 'kube-proxy' : 'kubelet' };
  }
  const named = Object.keys(VARIABLES).find((variable) => audit.includes(variable));
  const component = named === undefined ? /Running (kube[a-z-]*)/.exec(audit)?.[1] : VARIABLES[named];
  return component === undefined ? undefined : { kind: 'arguments', component: componentOf(component) };
}

function componentOf(name: string): 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' {
  if (name === 'kube-apiserver' || name === 'kube-controller-manager' || name === 'kube-scheduler') return name;
  throw new Error(`unknown component ${name}`);
}

function pathsOf(audit: string): readonly string[] {
  if (audit.includes('/var/lib/cni/networks')) {
    return audit.includes('/etc/cni/net.d')
      ? ['/etc/cni/net.d/*', '/var/lib/cni/networks/*/*']
      : ['/var/lib/cni/networks/*/*'];
  }
  const words = belowData(audit).match(/(?:DATA\/[\w./*-]+|\$\w+)/g) ?? [];
  return [...new Set(words.map((word) => PATHS[word] ?? word))].filter((path) => !path.startsWith('$'));
}

/** `{.authentication.anonymous.enabled}`, or a range over a list. */
function pathOf(path: string | undefined): readonly string[] | undefined {
  const inner = /\{\s*(?:range )?\.([\w.-]+)/.exec(path ?? '')?.[1];
  return inner?.split('.');
}

function rowOf(check: Check, source: Source): BenchmarkRow {
  const reads = check.tests == null ? undefined : readingOf(check, source);
  const judged =
    check.type === 'manual' || check.tests == null ? 'manual' : check.type === 'skip' ? 'skipped' : 'automatic';
  return {
    id: check.id,
    title: check.text.replace(/\s*\((?:Automated|Manual|Not Scored|Scored)\)\s*$/i, ''),
    source,
    scored: check.scored,
    judged,
    ...(judged !== 'automatic' || reads === undefined ? {} : { reads, ...testsOf(check, source) }),
    remediation: judged === 'manual' ? '' : check.remediation.trim(),
  };
}

function testsOf({ tests }: Check, source: Source): Pick<BenchmarkRow, 'any' | 'tests'> {
  return {
    any: tests?.bin_op === 'or',
    tests: (tests?.test_items ?? []).map(({ flag, path, set, compare }) => {
      const key = pathOf(path) ?? (source === 'node' ? SETTINGS[flag ?? ''] : undefined);
      return {
        ...(flag === undefined ? {} : { flag: flag.replace(/^--/, '') }),
        ...(key === undefined ? {} : { path: [...key] }),
        ...(set === false ? { set: false } : {}),
        ...(compare === undefined ? {} : { op: compare.op, value: belowData(String(compare.value)) }),
      };
    }),
  };
}

function tableOf(name: BenchmarkName): BenchmarkTable {
  const rows = FILES.flatMap((source) => {
    const text = git('show', `HEAD:package/cfg/${name}/${source}.yaml`);
    const { groups } = controlsSchema.parse(parse(text));
    return groups.flatMap(({ checks }) => checks.map((check) => rowOf(check, source)));
  });
  return {
    benchmark: name,
    notice: `Ids, titles, expected values and remediations from rancher/security-scan package/cfg/${name} at ${commit}, licensed under the Apache License 2.0; changed in form.`,
    rows,
  };
}

for (const name of BENCHMARKS) {
  const table = tableOf(name);
  const file = join(OUTPUT, `${name}.json`);
  const { code } = await format(file, JSON.stringify(table), { printWidth: 120 });
  writeFileSync(file, code);
  const automatic = table.rows.filter(({ judged }) => judged === 'automatic');
  const without = automatic.filter(({ reads }) => reads === undefined).map(({ id }) => id);
  process.stdout.write(
    `${name}: ${table.rows.length} rows, ${automatic.length} automatic, ${automatic.length - without.length} decide; not: ${without.join(' ')}\n`,
  );
}
