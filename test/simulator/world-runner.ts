import { failed, success } from '../../src/model/result.ts';
import { commandFailureOf } from '../../src/remote/command-failure.ts';
import { finalLine } from '../../src/remote/command-line.ts';
import type { CommandResult } from '../../src/remote/command-result.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import type { Runner } from '../../src/remote/runner.ts';
import { runLine } from '../../src/simulator/host/shell/run-line.ts';
import { inputOf } from '../../src/simulator/host/shell/streams.ts';
import type { World } from '../../src/simulator/world/world.ts';

/** Runs the very lines that keyturn would send in a simulated host's shell, without SSH between them. */
export function worldRunner(world: World, server: string, user: string): Runner {
  const host = world.server(server);
  const line = (command: RemoteCommand): string => finalLine(command, user);
  const ran = async (command: RemoteCommand): Promise<CommandResult> => {
    const stdin = inputOf(Buffer.from(command.stdin ?? ''));
    const { exitCode, stdout, stderr } = await runLine(host, line(command), { user, stdin });
    return {
      server,
      line: line(command),
      ending: { kind: 'exited', exitCode },
      stdout: stdout.toString(),
      stderr,
      droppedBytes: 0,
      durationMs: 0,
    };
  };
  return {
    server,
    user,
    line,
    run: async (_context, command) => success(await ran(command)),
    output: async (_context, command) => {
      const result = await ran(command);
      const failure = commandFailureOf(result, user);
      return failure === undefined ? success(result.stdout) : failed(failure);
    },
  };
}
