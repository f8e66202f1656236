import { listRuns } from '../../apply/runs.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { runsText } from '../../report/runs-text.ts';
import { createStyle } from '../../report/style.ts';
import { terminalOf } from '../../report/terminal.ts';
import type { RunsArguments } from '../commands/runs.ts';
import type { CliIo } from '../io.ts';
import { stateDirectory } from '../state-directory.ts';

/** `keyturn runs`. */
export async function handleRuns(args: RunsArguments, io: CliIo): Promise<number> {
  const output = terminalOf(io.stdout, { environment: io.environment, noColour: !args.color });
  const directory = stateDirectory(args.stateDir, io.environment);
  const runs = listRuns(directory).filter(({ cluster }) => args.cluster === undefined || cluster === args.cluster);
  output.write(
    args.output === 'json'
      ? `${jsonText({ schema: 'keyturn.runs/1', directory, runs }, 2)}\n`
      : runsText(runs, directory, { style: createStyle(output.colour), width: output.columns() }),
  );
  return EXIT_CODES.done.code;
}
