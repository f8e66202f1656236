import type { ReportSnapshot, RunReport } from '../../model/run-report.ts';
import { isOfNewKey, placeOf } from '../sealed-text.ts';
import { shellWord } from '../hints.ts';
import { bytesText, instantText } from '../units.ts';
import { text, type Block, type Section } from './document.ts';

/**
 * Snapshots and sealed copies, and when and how to remove them. The copies are the way back of an unfinished rotation,
 * so their commands are shown only after its end. A person runs the commands, because the copies hold keys.
 */
export function leftBehindSection(report: RunReport): Section {
  const { summary, state } = report;
  return {
    title: 'Kept on the servers',
    blocks: [
      ...snapshotBlocks(report),
      ...(summary.backupReference === undefined
        ? []
        : [text(`Backup named by the operator: ${summary.backupReference}`)]),
      ...copyBlocks(summary.sealedCopies, state === 'done'),
      ...earlierBlocks(report),
    ],
  };
}

function snapshotBlocks({ snapshots }: RunReport): readonly Block[] {
  if (snapshots.length === 0) return [text('The run made no snapshot of the datastore.')];
  return [
    {
      kind: 'table',
      head: ['snapshot', 'server', 'size', 'taken (UTC)'],
      rows: snapshots.map(({ name, server, bytes, at }) => [
        name,
        server,
        bytes === undefined ? 'unknown' : bytesText(bytes),
        instantText(at),
      ]),
    },
    text(snapshotFate(snapshots)),
  ];
}

/** A snapshot from before can be read with the old key alone. */
function snapshotFate(snapshots: readonly ReportSnapshot[]): string {
  const hasBefore = snapshots.some(({ when }) => when === 'before');
  const before = hasBefore
    ? 'That from before the rotation has every Secret under the old key, and is of use only together with a sealed copy from before. '
    : '';
  return `${before}Remove snapshots by the rules for your backups.`;
}

const WAY_BACK =
  'Sealed copies of the credential files (root only). Keep them until the rotation has ended: they are the way back.';
const OF_BEFORE =
  'Sealed copies from before the rotation (root only). They can decrypt every Secret in old snapshots and backups. Remove them once those are gone too:';
const OF_NEW_KEY =
  'Sealed copies of the new key (root only). They hold the key in use and can decrypt every Secret there is now. The rotation no longer needs them:';

function copyBlocks(copies: readonly string[], isDone: boolean): readonly Block[] {
  if (copies.length === 0) return [text('The run made no sealed copy.')];
  if (!isDone) return [text(WAY_BACK), { kind: 'list', items: copies }];
  const ofNewKey = copies.filter((copy) => isOfNewKey(placeOf(copy).path));
  const ofBefore = copies.filter((copy) => !ofNewKey.includes(copy));
  return [
    { words: OF_BEFORE, those: ofBefore },
    { words: OF_NEW_KEY, those: ofNewKey },
  ].flatMap(({ words, those }): readonly Block[] =>
    those.length === 0 ? [] : [text(words), { kind: 'commands', lines: those.map(removal) }],
  );
}

/** A shell on the server runs the line. The name of the server stays outside the line. */
function removal(copy: string): readonly [string, string] {
  const { server, path } = placeOf(copy);
  return [`on ${server}`, `sudo rm -r ${shellWord(path)}`];
}

function earlierBlocks({ summary: { earlierCopies, adopted } }: RunReport): readonly Block[] {
  if (earlierCopies.length === 0) return [];
  const whose = adopted ? 'earlier runs, among them the adopted one where it was a run of keyturn' : 'earlier runs';
  return [
    text(
      `Sealed copies of ${whose}, as they were on the servers when this run began. Each holds the keys of its time: look at the report of its run (its plan is in the path) before you remove it.`,
    ),
    {
      kind: 'table',
      head: ['server', 'copy', 'made (UTC, by its host)'],
      rows: earlierCopies.map(({ server, directory, madeAtSeconds }) => [server, directory, madeText(madeAtSeconds)]),
    },
  ];
}

/** A host may report any number. */
function madeText(seconds: number): string {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? 'unknown' : instantText(date.toISOString());
}
