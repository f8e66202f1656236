import { listRuns } from '../../apply/runs/runs.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { runsText } from '../../report/runs-text.ts';
import { createStyle } from '../../report/style.ts';
import { terminalOf } from '../../report/terminal.ts';
import { stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { GlobalArguments } from '../options.ts';
import { tellFailureAs } from '../tell-error.ts';

/** The arguments of `runs`. */
interface RunsArguments extends GlobalArguments {
  readonly cluster?: string;
  readonly output: 'pretty' | 'json';
}

/** `keyturn runs`. */
export async function handleRuns(args: RunsArguments, io: CliIo): Promise<number> {
  const output = terminalOf(io.stdout, { environment: io.environment, noColour: !args.color });
  const directory = stateDirectory(args.stateDir, io.environment);
  const all = listRuns(directory);
  if (!all.ok) return tellFailureAs(args.output, all.failure, { io, output });
  const { cluster } = args;
  const runs = all.value.filter((run) => cluster === undefined || run.cluster === cluster);
  const clusters = [...new Set(all.value.map((run) => run.cluster))];
  output.write(
    args.output === 'json'
      ? `${jsonText({ schema: 'keyturn.runs/1', directory, runs }, 2)}\n`
      : runsText(
          runs,
          { directory, cluster, clusters },
          { style: createStyle(output.colour), width: output.columns() },
        ),
  );
  return EXIT_CODES.done.code;
}
