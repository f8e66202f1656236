import type { RunSummary } from '../../model/run-summary.ts';
import { reportLine } from '../hints.ts';
import { printableLine } from '../printable.ts';
import { copiesByServer } from '../sealed-text.ts';
import { someNames } from '../server-names.ts';
import { count } from '../units.ts';
import type { Row, SummaryOptions } from './row.ts';

/** What the run leaves behind, and how to see more. The commands to remove the copies are one command away. */
export function keptRows(summary: RunSummary, isDone: boolean, { hints }: SummaryOptions): readonly Row[] {
  const { snapshots, backupReference, dueAt, runId } = summary;
  return [
    { name: 'snapshots', text: snapshots.length === 0 ? 'none' : printableLine(snapshots.join(', ')) },
    ...(backupReference === undefined ? [] : [{ name: 'backup', text: printableLine(backupReference) }]),
    ...copiesRow(summary, isDone),
    { name: 'journal', text: printableLine(summary.journal) },
    {
      name: 'report',
      text: `${reportLine(hints, runId.slice(runId.indexOf('-') + 1))}\nwith --copies (and how to remove them), --html FILE or --check`,
    },
    ...(dueAt === undefined ? [] : [{ name: 'due again', text: `${dueAt.slice(0, 10)} (rotation.maxKeyAge)` }]),
  ];
}

function copiesRow({ sealedCopies, earlierCopies, adopted }: RunSummary, isDone: boolean): readonly Row[] {
  if (sealedCopies.length + earlierCopies.length === 0) return [];
  const servers = copiesByServer(sealedCopies).map(({ server }) => server);
  const own =
    servers.length === 0
      ? []
      : [`${count(sealedCopies.length, 'sealed copy')} on ${someNames(servers)}: they hold keys`];
  const whose = adopted ? 'earlier runs (also of an adopted run of keyturn)' : 'earlier runs';
  const earlier = earlierCopies.length === 0 ? [] : [`${count(earlierCopies.length, 'copy')} of ${whose}: keys, too`];
  const keep = isDone ? [] : ['keep them until the rotation has ended, they are the way back'];
  return [{ name: 'copies', text: [...own, ...earlier, ...keep].join('; ') }];
}
