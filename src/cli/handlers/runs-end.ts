import { mirroredRunToEnd } from '../../apply/mirror/read-mirrors.ts';
import { endRun, type EndedRun } from '../../apply/runs/end-run.ts';
import { systemClock } from '../../apply/system-clock.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { endRunQuestion, runEndedText } from '../../report/question-text.ts';
import { createStyle } from '../../report/style.ts';
import { terminalOf } from '../../report/terminal.ts';
import { operatorOf, stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { GlobalArguments } from '../options.ts';
import { askYesNo, isInteractive } from '../prompt.ts';
import { hintsOf } from '../read-options.ts';
import { queryReporter } from '../reporters.ts';
import { withSession } from '../session.ts';
import { tellFailure } from '../tell-error.ts';

/** The arguments of `runs end`. */
interface RunsEndArguments extends GlobalArguments {
  readonly inventory?: string;
  readonly cluster?: string;
  readonly yes?: boolean;
}

/** `keyturn runs end`. Contacts the servers only with an inventory. */
export async function handleRunsEnd(args: RunsEndArguments, io: CliIo): Promise<number> {
  const { inventory } = args;
  if (inventory === undefined) return endAndTell(args, io, undefined);
  return withSession(
    { io, args: { ...args, inventory }, reporter: (parts) => queryReporter('pretty', parts) },
    async (session) => {
      const { cluster } = session;
      const directory = stateDirectory(args.stateDir, io.environment);
      return endAndTell({ ...args, cluster: cluster.name }, io, () =>
        mirroredRunToEnd({ ...session, stateDirectory: directory, without: [] }),
      );
    },
  );
}

async function endAndTell(
  args: RunsEndArguments,
  io: CliIo,
  elsewhere: Parameters<typeof endRun>[0]['elsewhere'],
): Promise<number> {
  const ended = await endRun({
    stateDirectory: stateDirectory(args.stateDir, io.environment),
    ...(elsewhere === undefined ? {} : { elsewhere }),
    cluster: args.cluster,
    operator: operatorOf(io.environment),
    clock: systemClock,
    confirm: (run) => confirm(args, io, run),
  });
  if (!ended.ok) return tellFailure(ended.failure, io);
  const output = terminalOf(io.stdout, { environment: io.environment, noColour: !args.color });
  const options = { style: createStyle(output.colour), width: output.columns(), hints: hintsOf(args) };
  output.write(runEndedText(ended.value, options));
  return EXIT_CODES.done.code;
}

async function confirm(args: RunsEndArguments, io: CliIo, run: EndedRun): Promise<boolean | 'nobody-to-ask'> {
  if (args.yes === true) return true;
  if (!isInteractive(io)) return 'nobody-to-ask';
  return askYesNo(io, endRunQuestion(run), new AbortController().signal);
}
