import { whoWorks, type WhoWorks } from '../../apply/who-works.ts';
import type { SoundMirror } from '../../apply/mirror/choose-mirror.ts';
import { findMirroredRun } from '../../apply/mirror/read-mirrors.ts';
import { gatherFactsOfSome } from '../../facts/gather.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { Failure } from '../../model/failure.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES, outcomeOf } from '../../model/outcome.ts';
import { success, type Result } from '../../model/result.ts';
import { isRotationUnfinished } from '../../plan/rotation-unfinished.ts';
import { keysOutOfReach } from '../../plan/key-reach.ts';
import { keyAge } from '../../plan/key-age.ts';
import { failureText } from '../../report/failure-text.ts';
import type { RotationNotes } from '../../report/half-way-text.ts';
import { renderFailure } from '../../report/render-error.ts';
import { statusText } from '../../report/status-text.ts';
import { createStyle } from '../../report/style.ts';
import { stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments, MetricsArguments, WithoutArguments } from '../options.ts';
import { ageOption, leavingOut } from '../read-options.ts';
import { queryReporter } from '../reporters.ts';
import { withSession, type Session } from '../session.ts';
import { watchStatus, type Look } from '../status-watch.ts';

/** The arguments of `status`. */
interface StatusArguments extends ClusterArguments, GlobalArguments, MetricsArguments, WithoutArguments {
  /** `true` without a value. */
  readonly watch?: true | string;
  readonly output: 'pretty' | 'json';
}

const EVERY_MS = 5_000;
/** Every look asks each server some twenty questions. */
const LEAST_MS = 1_000;

/**
 * `keyturn status`. Where a server cannot be asked, the remaining servers are shown, and the exit code is the code of
 * a refusal.
 */
export async function handleStatus(args: StatusArguments, io: CliIo): Promise<number> {
  const leaveOut = leavingOut('status', [], args);
  const every = intervalOf(args, io);
  const isWatch = args.watch !== undefined;
  return withSession(
    {
      io,
      args,
      leaveOut,
      precheck: async () => Promise.resolve(every.ok ? success(undefined) : every),
      reporter: (parts) => queryReporter(args.output, parts, { silent: isWatch }),
    },
    async (session) => {
      if (isWatch && every.ok) {
        const look = async (): Promise<Look> => {
          const seen = await lookAtCluster(session, args, io);
          return seen.ok ? seen.value : lookOfFailure(session, args, seen.failure);
        };
        return watchStatus({ session, form: args.output, everyMs: every.value, look });
      }
      const look = await lookAtCluster(session, args, io);
      if (!look.ok) return session.fail(look.failure);
      session.output.write(look.value.text);
      return look.value.code;
    },
  );
}

function placeOf(mirror: SoundMirror | undefined): RotationNotes['mirroredRun'] {
  return mirror === undefined ? undefined : { runId: mirror.runId, server: mirror.server };
}

function intervalOf({ watch }: StatusArguments, { environment }: CliIo): Result<number> {
  if (watch === undefined || watch === true) return success(EVERY_MS);
  const every = ageOption('status --watch', watch, environment);
  return every.ok ? success(Math.max(LEAST_MS, every.value ?? EVERY_MS)) : every;
}

async function lookAtCluster(session: Session, args: StatusArguments, io: CliIo): Promise<Result<Look>> {
  const gathered = await gatherFactsOfSome({ ...session, without: args.without ?? [] });
  if (!gathered.ok) return gathered;
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
  const code = EXIT_CODES[unasked.length === 0 ? 'done' : 'refused'].code;
  if (args.output === 'json') {
    const document = { schema: 'keyturn.status/1', rotation, unasked, ...facts };
    return success({ text: args.watch === undefined ? `${jsonText(document, 2)}\n` : jsonText(document), code });
  }
  const age = keyAge(facts, session.clock.now());
  const notes = {
    keyAgeMs: age.kind === 'known' ? age.ageMs : undefined,
    maxKeyAgeMs: session.cluster.rotation.maxKeyAgeMs,
    rotation,
    unasked,
    hints,
  };
  const text = statusText(facts, notes, { style: createStyle(output.colour), width: output.columns() });
  return success({ text, code });
}

/** What a watcher sees where no server can be asked. The next look may find them again. */
function lookOfFailure({ output, hints }: Session, args: StatusArguments, failure: Failure): Look {
  const outcome = outcomeOf(failure, false);
  const options = { style: createStyle(output.colour), width: output.columns() };
  const text =
    args.output === 'json'
      ? jsonText({ schema: 'keyturn.error/1', outcome })
      : renderFailure(failureText(failure, hints), options);
  return { text, code: EXIT_CODES[outcome.kind].code };
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
