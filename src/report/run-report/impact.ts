import type { RunReport } from '../../model/run-report.ts';
import type { Period, RunSummary } from '../../model/run-summary.ts';
import { restartedServer } from '../../model/step-id.ts';
import { killedWords, readsText, refusedText } from '../summary/impact.ts';
import { durationText, spanText } from '../units.ts';
import { facts, text, type Section } from './document.ts';

/** What the run cost those who use the cluster. What was not measured is said as well. */
export function impactSection({ summary, steps }: RunReport): Section {
  const { outages, killedProcesses } = summary;
  const restarts = (server: string): readonly Period[] =>
    steps.filter(({ step }) => restartedServer(step) === server).flatMap(({ spans }) => spans);
  const servers = [...new Set([...outages.map(({ server }) => server), ...summary.restarted])];
  return {
    title: 'Impact',
    blocks: [
      facts(['writes', refusedText(summary).text], ['reads', readsText(summary) ?? stagedReads(summary)]),
      {
        kind: 'table',
        head: ['server', 'restarts', 'restart until healthy, longest', 'no answer of the apiserver', 'when (UTC)'],
        numeric: [1],
        rows: servers.map((server) => {
          const outage = outages.find((one) => one.server === server);
          const spans = restarts(server);
          return [
            server,
            String(spans.length),
            spans.length === 0 ? 'none' : durationText(Math.max(...spans.map(lengthOf))),
            outageText(outage?.ms),
            (outage?.periods ?? []).map(({ from, until }) => spanText(from, until)).join('; '),
          ];
        }),
      },
      text(
        'An outage is the time in which an apiserver did not answer keyturn, as far as keyturn asked. Clients of the cluster were not measured: neither writes that were refused by others nor reads that failed.',
      ),
      ...(killedProcesses === 0 ? [] : [text(`What ${killedWords(killedProcesses)} saw of outages is not in it.`)]),
    ],
  };
}

/** Staged, a server has the key of every Secret before a Secret is under that key. */
function stagedReads({ strategy, adopted }: RunSummary): string | undefined {
  return strategy === 'staged' && !adopted ? 'every server had the key of every Secret all the time' : undefined;
}

function outageText(ms: number | undefined): string {
  if (ms === undefined) return 'not measured';
  return ms === 0 ? 'none' : durationText(ms);
}

function lengthOf({ from, until }: Period): number {
  return Date.parse(until) - Date.parse(from);
}
