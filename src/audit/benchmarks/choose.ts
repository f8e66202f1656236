import type { EngineVersion } from '../../engine/version.ts';
import type { BenchmarkName } from '../../model/audit.ts';
import type { Distribution } from '../../model/cluster.ts';
import { tableSchema, type BenchmarkTable } from './table.ts';

/** Minors of Kubernetes from which on a benchmark applies, the newest first (hardening.md 7). */
const FROM_MINOR = [
  [33, '1.12'],
  [29, '1.11'],
  [28, '1.10'],
  [27, '1.9'],
] as const;

/** The benchmark that the distribution's own guide names for a release, or `undefined` for an older release. */
export function benchmarkFor(distribution: Distribution, { minor }: EngineVersion): BenchmarkName | undefined {
  const version = FROM_MINOR.find(([from]) => minor >= from)?.[1];
  return version === undefined ? undefined : `${distribution}-cis-${version}`;
}

/** Loads one table of the eight. Each is a chunk of its own. */
export async function loadBenchmark(name: BenchmarkName): Promise<BenchmarkTable> {
  return tableSchema.parse((await TABLES[name]()).default);
}

const TABLES: Readonly<Record<BenchmarkName, () => Promise<{ readonly default: unknown }>>> = {
  'rke2-cis-1.9': () => import('./tables/rke2-cis-1.9.json', { with: { type: 'json' } }),
  'rke2-cis-1.10': () => import('./tables/rke2-cis-1.10.json', { with: { type: 'json' } }),
  'rke2-cis-1.11': () => import('./tables/rke2-cis-1.11.json', { with: { type: 'json' } }),
  'rke2-cis-1.12': () => import('./tables/rke2-cis-1.12.json', { with: { type: 'json' } }),
  'k3s-cis-1.9': () => import('./tables/k3s-cis-1.9.json', { with: { type: 'json' } }),
  'k3s-cis-1.10': () => import('./tables/k3s-cis-1.10.json', { with: { type: 'json' } }),
  'k3s-cis-1.11': () => import('./tables/k3s-cis-1.11.json', { with: { type: 'json' } }),
  'k3s-cis-1.12': () => import('./tables/k3s-cis-1.12.json', { with: { type: 'json' } }),
};
