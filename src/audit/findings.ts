import type { AuditFindings, BenchmarkChoice, BenchmarkFindings, BenchmarkName } from '../model/audit.ts';
import { benchmarkFor, loadBenchmark } from './benchmarks/choose.ts';
import { guideIds } from './benchmarks/guide-ids.ts';
import { judgeBenchmark } from './benchmarks/judge-benchmark.ts';
import type { AuditFacts } from './facts/audit-facts.ts';
import { judgeGuide } from './judge.ts';

/** Judges the rows of the guide and of a benchmark. */
export async function findings(facts: AuditFacts, cluster: string, choice: BenchmarkChoice): Promise<AuditFindings> {
  const name = choice === 'auto' ? fittingBenchmark(facts) : choice === 'none' ? undefined : choice;
  return {
    cluster,
    profile: facts.profile,
    rows: judgeGuide(facts),
    benchmark: name === undefined ? undefined : await benchmarkFindings(facts, name),
  };
}

/** By the oldest release among the servers. */
function fittingBenchmark({ distribution, hosts }: AuditFacts): BenchmarkName | undefined {
  const versions = hosts.flatMap(({ version }) => version ?? []);
  const oldest = versions.toSorted((one, other) => one.minor - other.minor)[0];
  return oldest === undefined ? undefined : benchmarkFor(distribution, oldest);
}

async function benchmarkFindings(facts: AuditFacts, name: BenchmarkName): Promise<BenchmarkFindings> {
  const table = await loadBenchmark(name);
  return { name, notice: table.notice, ids: guideIds(table), ...judgeBenchmark(table, facts) };
}
