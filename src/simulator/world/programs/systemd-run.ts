import { type Program, notSimulated, printed, refused } from '../../host/program.ts';
import type { SimulatedCluster } from '../cluster.ts';
import type { SimulatedServer } from '../server.ts';
import { createUnit } from '../unit.ts';

/**
 * Runs a program of the host in a transient unit that outlives its caller. A name is free again only after the unit is
 * cleared.
 */
export function systemdRun(
  cluster: Pick<SimulatedCluster, 'time'>,
  server: Pick<SimulatedServer, 'transientUnits' | 'programs' | 'now'>,
): Program {
  return async (invocation) => {
    const { argv, user } = invocation;
    const end = argv.indexOf('--');
    const options = argv.slice(1, end);
    const command = argv.slice(end + 1);
    const name = options.find((word) => word.startsWith('--unit='))?.slice('--unit='.length);
    const known = ['--unit=', '--property=Type=oneshot', '--property=RemainAfterExit=yes', '--no-block'];
    const strange = options.find((word) => !known.some((one) => word.startsWith(one)));
    if (name === undefined || end === -1 || strange !== undefined)
      return notSimulated('systemd-run', strange ?? argv.join(' '));
    if (user !== 'root') return refused(1, 'Failed to start transient service unit: Access denied\n');
    if (server.transientUnits.has(name)) {
      return refused(
        1,
        `Failed to start transient service unit: Unit ${name} was already loaded or has a fragment file.\n`,
      );
    }
    const program = server.programs.get(command[0] ?? '');
    const unit = createUnit({ activeState: 'activating', subState: 'start', exitCode: undefined });
    server.transientUnits.set(name, unit);
    const run = async (): Promise<void> => {
      const result =
        program === undefined
          ? refused(203, `Failed to execute ${command[0]}: No such file or directory\n`)
          : await program({ ...invocation, argv: command, signal: new AbortController().signal });
      const text = `${result.stdout.toString()}${result.stderr}`;
      unit.lines.push(
        ...text
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => ({ atMs: server.now(), text: line })),
      );
      const good = result.exitCode === 0;
      Object.assign(unit.state, {
        activeState: good ? 'active' : 'failed',
        subState: good ? 'exited' : 'failed',
        result: good ? 'success' : 'exit-code',
        exitCode: result.exitCode,
      });
    };
    cluster.time.after(0, () => void run());
    return { ...printed(''), stderr: `Running as unit: ${name}\n` };
  };
}
