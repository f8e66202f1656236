import { whoWorks, type WhoWorks } from '../../apply/who-works.ts';
import type { SoundMirror } from '../../apply/mirror/choose-mirror.ts';
import { findMirroredRun } from '../../apply/mirror/read-mirrors.ts';
import { gatherFactsOfSome, type GatheredOfSome } from '../../facts/gather.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { isRotationUnfinished } from '../../plan/rotation-unfinished.ts';
import { keysOutOfReach } from '../../plan/key-reach.ts';
import { keyAge } from '../../plan/key-age.ts';
import type { RotationNotes } from '../../report/half-way-text.ts';
import { statusText } from '../../report/status-text.ts';
import { createStyle } from '../../report/style.ts';
import { stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments, MetricsArguments, WithoutArguments } from '../options.ts';
import { leavingOut } from '../read-options.ts';
import { queryReporter } from '../reporters.ts';
import { withSession } from '../session.ts';

/** The arguments of `status`. */
interface StatusArguments extends ClusterArguments, GlobalArguments, MetricsArguments, WithoutArguments {
  readonly output: 'pretty' | 'json';
}

/**
 * `keyturn status`. Where a server cannot be asked, the remaining servers are shown, and the exit code is the code of
 * a refusal.
 */
export async function handleStatus(args: StatusArguments, io: CliIo): Promise<number> {
  const leaveOut = leavingOut('status', [], args);
  return withSession(
    { io, args, leaveOut, reporter: (parts) => queryReporter(args.output, parts) },
    async (session) => {
      const gathered = await gatherFactsOfSome({ ...session, without: args.without ?? [] });
      if (!gathered.ok) return session.fail(gathered.failure);
      const { facts, unasked } = gathered.value;
      const { output, hints } = session;
      const directory = stateDirectory(args.stateDir, io.environment);
      const work = await whoWorks({ ...session, facts, stateDirectory: directory });
      const mirrored = await findMirroredRun({
        ...session,
        stateDirectory: directory,
        without: [...(args.without ?? []), ...unasked.map(({ name }) => name)],
      });
      const rotation = {
        ...rotationNotes(facts, work),
        mirroredRun: mirrored.ok ? placeOf(mirrored.value) : undefined,
        mirrorFailure: !mirrored.ok && mirrored.failure.kind === 'mirror-corrupt' ? mirrored.failure : undefined,
      };
      if (args.output === 'json') {
        output.write(`${jsonText({ schema: 'keyturn.status/1', rotation, unasked, ...facts }, 2)}\n`);
        return exitCodeOf(unasked);
      }
      const age = keyAge(facts, session.clock.now());
      const notes = {
        keyAgeMs: age.kind === 'known' ? age.ageMs : undefined,
        maxKeyAgeMs: session.cluster.rotation.maxKeyAgeMs,
        rotation,
        unasked,
        hints,
      };
      output.write(statusText(facts, notes, { style: createStyle(output.colour), width: output.columns() }));
      return exitCodeOf(unasked);
    },
  );
}

function placeOf(mirror: SoundMirror | undefined): RotationNotes['mirroredRun'] {
  return mirror === undefined ? undefined : { runId: mirror.runId, server: mirror.server };
}

function exitCodeOf(unasked: GatheredOfSome['unasked']): number {
  return EXIT_CODES[unasked.length === 0 ? 'done' : 'refused'].code;
}

/** A run with a damaged journal cannot be resumed, and is not named. */
function rotationNotes(
  facts: ClusterFacts,
  { unfinishedRun, atWorkHere, atWorkElsewhere }: WhoWorks,
): Omit<RotationNotes, 'mirroredRun' | 'mirrorFailure'> {
  return {
    halfWay: isRotationUnfinished(facts),
    unfinishedRun: unfinishedRun?.runId,
    stopped: unfinishedRun?.stopped,
    atWork: atWorkHere,
    atWorkElsewhere,
    outOfReach: keysOutOfReach(facts),
  };
}
