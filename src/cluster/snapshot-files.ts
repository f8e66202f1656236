import type { StepContext } from '../model/clock.ts';
import type { SnapshotFile } from '../model/rescue.ts';
import { success, type Answer } from '../model/result.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';

/** The engine's own place for snapshots below its data directory. Another one, or an S3 bucket, is not looked at. */
function snapshotDirectory(dataDir: string): string {
  return `${dataDir}/server/db/snapshots`;
}

function snapshotFilesCommand(dataDir: string): RemoteCommand {
  const directory = quoteWord(snapshotDirectory(dataDir));
  return {
    name: 'snapshot files',
    body: {
      script: [
        `for FILE in ${directory}/*; do`,
        `if [ -f "$FILE" ]; then stat -c '%Y %n' "$FILE"; fi`,
        'done',
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
  };
}

/** The snapshots on a server's disk, newest first, by their names alone. The engine's command cannot be asked while a server starts. */
export async function readSnapshotFiles(
  context: StepContext,
  runner: Runner,
  dataDir: string,
): Promise<Answer<readonly SnapshotFile[]>> {
  const command = snapshotFilesCommand(dataDir);
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const lines = output.value.trimEnd().split('\n');
  if (lines.at(-1) !== '@end') return unexpectedOutput(runner, command, { expected: '@end', raw: output.value });
  const files = lines.slice(0, -1).flatMap((line): readonly SnapshotFile[] => {
    const blank = line.indexOf(' ');
    const [seconds, path] = [Number(line.slice(0, blank)), line.slice(blank + 1)];
    return Number.isInteger(seconds) && path.startsWith('/')
      ? [{ server: runner.server, path, savedAtSeconds: seconds }]
      : [];
  });
  return success(files.toSorted((one, other) => other.savedAtSeconds - one.savedAtSeconds));
}
