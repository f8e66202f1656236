import type { BenchmarkFindings } from '../../model/audit.ts';
import { wrap } from '../layout.ts';
import type { RenderOptions } from '../render-error.ts';
import { factLines, grouped, isOpen, totalsText, whereOf } from './groups.ts';
import { isOfGuide, type AuditItem } from './items.ts';
import { STATUS_WORDS } from './row-words.ts';

/** The rows of the benchmark that failed or could not be decided, then the totals. */
export function benchmarkLines(
  benchmark: BenchmarkFindings | undefined,
  items: readonly AuditItem[],
  { style, width }: RenderOptions,
): readonly string[] {
  if (benchmark === undefined) return [];
  const own = items.filter((item) => !isOfGuide(item));
  return [
    '',
    style.bold(`CIS benchmark ${benchmark.name}`),
    ...grouped(own)
      .filter(isOpen)
      .flatMap((group) => {
        const id = group.id.slice(benchmark.name.length + 1);
        const word = group.status === 'fail' && !group.scored ? 'fail, not scored' : STATUS_WORDS[group.status];
        const paint = group.status === 'fail' && group.scored ? style.red : style.yellow;
        const head = `${word}  ${id}  ${group.title}: ${whereOf(group)}`;
        return [...wrap(head, width).split('\n').map(paint), ...factLines(group, width)];
      }),
    wrap(`Benchmark: ${totalsText(own)}`, width),
    wrap(unjudgedText(benchmark), width),
  ];
}

/** The rows that nobody judged, by the reason. */
function unjudgedText({ unjudged }: Pick<BenchmarkFindings, 'unjudged'>): string {
  const idsOf = (why: BenchmarkFindings['unjudged'][number]['why']): readonly string[] =>
    unjudged.filter((row) => row.why === why).map(({ id }) => id);
  const workloads = idsOf('workloads');
  const parts = [
    `${idsOf('manual').length} are for a person`,
    `${idsOf('skipped').length} are skipped by the benchmark itself`,
    ...(workloads.length === 0 ? [] : [`${workloads.length} are about workloads (${workloads.join(', ')})`]),
  ];
  return `Not judged: ${parts.join('; ')}.`;
}
