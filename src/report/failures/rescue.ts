import type {
  FileSeen,
  RescueFailure,
  RescueRefusal,
  RescueRefused,
  SecretsLost,
} from '../../model/failures/rescue.ts';
import type { LostSecrets, SnapshotFile } from '../../model/rescue.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandLine, endMirroredLine, type Hints, resumeLine } from '../hints.ts';
import { keyReachText } from '../key-reach-text.ts';
import { someNames } from '../server-names.ts';
import { count, listed, numberText, shortHash } from '../units.ts';
import { refusalText } from './run.ts';
import type { Explain, FailureText } from './types.ts';

/** A rescue does not begin, or stops at a file. */
export function rescueText(failure: RescueFailure, hints: Hints, explain: Explain): FailureText {
  switch (failure.kind) {
    case 'rescue-refused':
      return refusedText(failure, hints, explain);
    case 'secrets-lost':
      return lostText(failure, hints);
    case 'file-changed':
      return {
        what: `${failure.server}:${failure.path} is not what this rescue left or found there, and is not written over`,
        details: [
          `found: ${failure.found}`,
          ...(failure.expected.length === 0 ? [] : [`expected: ${failure.expected.join(' or ')}`]),
        ],
        next: [
          'Find out who else writes there, or uses the engine, and hold that off. Restart no server meanwhile.',
          `When the file is as expected again, go on: ${resumeLine(hints)}`,
        ],
      };
    case 'other-operation':
      return {
        what:
          failure.operation === 'rescue'
            ? `The unfinished run ${failure.runId} is a rescue, and is not continued as a rotation`
            : `The unfinished run ${failure.runId} is a rotation, and is not continued as a rescue`,
        details: ['this command changed nothing'],
        next: [`Continue it: ${commandLine(hints, failure.operation === 'rescue' ? 'rescue' : 'rotate', '--resume')}`],
      };
    case 'undo-too-late':
      return {
        what: `Run ${failure.runId} has moved Secrets, or put files back that the engine left, and is not undone any more`,
        details: ['with its file from before, a server could not read what was moved; the way out is forward'],
        next: [`Go on: ${commandLine(hints, 'rescue', '--resume')}`],
      };
    case 'rescue-elsewhere':
      return {
        what: `Run ${failure.runId} was begun on another machine, and a rescue is continued only where its journal is`,
        details: [`its copy: ${failure.server}:${failure.file}`],
        next: [
          `Continue it there: ${commandLine(hints, 'rescue', '--resume')}`,
          `If that machine is gone, give the run up by its copy (this changes nothing else on the servers): ${endMirroredLine(hints)}`,
          `Then look again. A new rescue goes on from the files as they are: ${commandLine(hints, 'rescue', '--dry-run')}`,
        ],
      };
    case 'cluster-unconfirmed':
      return {
        what:
          failure.named === undefined
            ? `A rescue with --yes must name its cluster: --confirm-cluster ${failure.cluster}`
            : `--confirm-cluster names ${failure.named}, but the cluster is ${failure.cluster}`,
        details: ['nothing was changed'],
        next: [
          `See what would be done: ${commandLine(hints, 'rescue', '--dry-run')}`,
          'Then name the cluster with --confirm-cluster.',
        ],
      };
    default:
      return unreachable(failure);
  }
}

function refusedText({ reasons, checks }: RescueRefused, hints: Hints, explain: Explain): FailureText {
  const texts = reasons.map((reason) => reasonText(reason, hints));
  const ofChecks = checks.some(({ verdict }) => verdict === 'refuse') ? refusalText(checks, explain, hints) : undefined;
  const [first, ...others] = texts;
  return {
    what: `No rescue: ${first?.what ?? `${ofChecks?.refuse ?? 'a check refuses'} it`}; nothing was changed`,
    details: [
      ...(first?.details ?? []),
      ...others.flatMap(({ what, details }) => [what, ...details]),
      ...(ofChecks?.details ?? []),
    ],
    next: [...new Set([...texts.flatMap(({ next }) => next), ...(ofChecks?.next ?? [])])],
  };
}

function reasonText(reason: RescueRefusal, hints: Hints): FailureText {
  const look = `See all servers side by side: ${commandLine(hints, 'status')}`;
  const again = `Then look again: ${commandLine(hints, 'rescue', '--dry-run')}`;
  switch (reason.kind) {
    case 'nothing-missing':
      return { what: 'every control-plane server has the key of every Secret', details: [], next: [look] };
    case 'rotation-mends':
      return {
        what: 'the rotation mends this by itself when it is continued',
        details: reason.keys.map((key) => keyReachText(key, hints).what),
        next: [
          `If it is a run of keyturn from here, continue it: ${resumeLine(hints)}`,
          `If not, see how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
        ],
      };
    case 'rewrite-running':
      return {
        what: `the engine rewrites Secrets on ${someNames(reason.servers)}, or is about to`,
        details: [],
        next: [`Wait until it has ended, and restart no server meanwhile. ${again}`],
      };
    case 'writes-frozen':
      return {
        what: "keyturn's own refusal of writes is in force, so that no Secret could be moved",
        details: [],
        next: [`See which run left it, and what it waits for: ${commandLine(hints, 'doctor')}`],
      };
    case 'secrets-uncounted':
      return {
        what:
          reason.unknown === undefined
            ? 'the Secrets in the datastore could not be counted'
            : `${count(reason.unknown, 'Secret')} ${reason.unknown === 1 ? 'has' : 'have'} a form that keyturn does not know`,
        details: [],
        next: [`See why: ${commandLine(hints, 'doctor')}`],
      };
    case 'files-unread':
      return {
        what: `the encryption files of ${someNames(reason.servers)} could not be read`,
        details: [],
        next: [`See why: ${commandLine(hints, 'doctor')}`, again],
      };
    case 'apiservers-silent':
      return {
        what: `the apiservers of ${someNames(reason.servers)} do not answer at all`,
        details: ['a starting apiserver answers, and takes a file up by polling; one that does not run cannot'],
        next: [
          `See why: ${commandLine(hints, 'doctor')}`,
          'A service that tries to start, and fails, tries again every few seconds. Look when its apiserver answers, if only for a while.',
        ],
      };
    case 'reload-off':
      return {
        what: `the apiservers of ${someNames(reason.servers)} do not poll their encryption file`,
        details: ['--encryption-provider-config-automatic-reload is off'],
        next: [
          'keyturn has no way to give them a key without a restart. Leave them running, and ask a person who knows this cluster.',
        ],
      };
    case 'goal-unknown':
      return {
        what: 'no server has the file that the engine leaves at the end of a rewrite',
        details: reason.files.map(fileText),
        next: [`See what the servers are in the middle of: ${commandLine(hints, 'doctor')}`],
      };
    case 'files-unexplained':
      return {
        what: `neither a rotation nor a rescue leaves the encryption files of ${someNames(reason.files.map(({ server }) => server))} like this`,
        details: reason.files.map(fileText),
        next: [
          'A person must find out who wrote them, and why. Restart no server before that, and remove no copy.',
          `See what else is known: ${commandLine(hints, 'doctor')}`,
        ],
      };
    case 'copies-unread':
      return {
        what: `no copy of ${listed(reason.keys)} was found, but ${someNames(reason.servers)} could not be looked at`,
        details: [],
        next: [`Bring the way to these servers in order. ${again}`],
      };
    case 'key-ambiguous':
      return {
        what: `files have different material under one name, ${reason.key}, and keyturn does not guess which one the Secrets need`,
        details: reason.places,
        next: ['A person must decide which of these files is of this cluster. Remove none of them before that.'],
      };
    case 'file-form':
      return {
        what: 'an encryption file has another form than the engine writes, and keyturn does not take it apart',
        details: reason.places,
        next: [
          'A person must look at these files, on their servers, for they hold keys. Restart no server before that.',
        ],
      };
    default:
      return unreachable(reason);
  }
}

function fileText({ server, keys, stage, sha256 }: FileSeen): string {
  return `${server}: ${keys.join(', ') || 'no key'}; stage ${stage || 'unknown'}; sha256 ${shortHash(sha256)}…`;
}

function lostText(failure: SecretsLost, hints: Hints): FailureText {
  const { lost, readable, snapshots, unseen, deletion } = failure;
  const total = lost.reduce((sum, { count: amount }) => sum + amount, 0);
  const keys = listed(lost.map(({ key }) => key));
  return {
    what: `${count(total, 'Secret')} ${total === 1 ? 'is' : 'are'} under ${keys}, of which no copy is left on any server, in a file or sealed; nothing was changed`,
    details: [
      ...lost.map(lostLine),
      `all other Secrets: ${numberText(readable)}, readable by a key that is still there`,
      ...(unseen.length === 0 ? [] : [`snapshots not listed: ${someNames(unseen)}`]),
      ...snapshotLines(snapshots),
    ],
    next: [
      'Restart no server and remove no snapshot until it is decided. Look for a copy of the key elsewhere first: a backup of a server, of its disk, or of /var/lib/keyturn/sealed.',
      'A snapshot of the datastore from before the rotation has the key inside, sealed with the token of that time. keyturn did not open any: restoring one, by the documentation of the distribution, brings these Secrets back as they were then, and takes away everything of the whole cluster that was written since, not Secrets alone.',
      ...(deletion === undefined
        ? []
        : [
            `To give these Secrets up instead, each must leave etcd by its own name, for the API can neither read nor delete it. keyturn never sends this line; for the first of them it would be, on ${deletion.server}: ${deletion.line}`,
          ]),
      `With nothing left under that key, the servers start again by themselves. Look then: ${commandLine(hints, 'verify')}`,
    ],
  };
}

function lostLine({ key, count: amount, names }: LostSecrets): string {
  const more = amount - names.length;
  return `${numberText(amount)} under ${key}: ${names.join(', ')}${more > 0 ? ` and ${numberText(more)} more` : ''}`;
}

/** The newest few, because every server keeps several. */
const MOST_SNAPSHOTS = 6;

function snapshotLines(snapshots: readonly SnapshotFile[]): readonly string[] {
  if (snapshots.length === 0)
    return [
      "snapshots: none in the engine's own directory on any server (another directory, or a bucket, was not looked at)",
    ];
  const newest = snapshots.toSorted((one, other) => other.savedAtSeconds - one.savedAtSeconds);
  const more = snapshots.length - MOST_SNAPSHOTS;
  return [
    ...newest.slice(0, MOST_SNAPSHOTS).map(({ server, path, savedAtSeconds }) => {
      return `snapshot, not opened: ${server}:${path} (${new Date(savedAtSeconds * 1_000).toISOString().slice(0, 19)}Z)`;
    }),
    ...(more > 0 ? [`and ${count(more, 'older snapshot')}`] : []),
  ];
}
