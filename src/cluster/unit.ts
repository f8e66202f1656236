import type { StepContext } from '../model/clock.ts';
import type { UnitFacts } from '../model/facts.ts';
import { type Answer, success } from '../model/result.ts';
import { AT_ONCE_MS, type RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';

/** Restarts the engine. The command returns at once, because a blocking restart may never return (failures.md 3). */
export function restartUnitCommand(unit: string): RemoteCommand {
  return {
    name: 'restart unit',
    body: { argv: ['systemctl', 'restart', '--no-block', unit] },
    privileged: true,
    mutates: true,
  };
}

/** Only the binary of the command line leaves the host, because the command line may contain a token. */
function unitCommand(unit: string): RemoteCommand {
  const properties = 'ActiveState,SubState,NRestarts,InvocationID,ExecStart';
  const wanted = '^(ActiveState|SubState|NRestarts|InvocationID)=.*|^ExecStart=[{] path=[^ ;]+';
  return {
    name: 'unit state',
    body: { script: `systemctl show ${unit} --property=${properties} | grep -oE '${wanted}'` },
    privileged: true,
    mutates: false,
    firstByteMs: AT_ONCE_MS,
  };
}

/** Reads systemd's `NAME=value` lines, or gives `undefined` when a needed line is missing. */
export function parseUnit(unit: string, stdout: string): UnitFacts | undefined {
  const values = new Map(
    stdout.split('\n').map((line): [string, string] => {
      const cut = line.indexOf('=');
      return [line.slice(0, cut), line.slice(cut + 1)];
    }),
  );
  const [activeState, subState, binary] = [
    values.get('ActiveState'),
    values.get('SubState'),
    binaryOf(values.get('ExecStart')),
  ];
  if (activeState === undefined || subState === undefined || binary === undefined) return undefined;
  const restarts = Number(values.get('NRestarts') ?? '0');
  return { name: unit, activeState, subState, binary, restarts, invocationId: values.get('InvocationID') ?? '' };
}

/**
 * `ExecStart={ path=/usr/local/bin/rke2 ; argv[]=/usr/local/bin/rke2 server ; ...}` gives the path of the binary, which
 * may be outside sudo's path.
 */
function binaryOf(execStart: string | undefined): string | undefined {
  return /\bpath=(\S+)/.exec(execStart ?? '')?.[1];
}

/** Asks systemd for a unit. */
export async function readUnit(context: StepContext, runner: Runner, unit: string): Promise<Answer<UnitFacts>> {
  const command = unitCommand(unit);
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const parsed = parseUnit(unit, output.value);
  if (parsed !== undefined) return success(parsed);
  return unexpectedOutput(runner, command, { expected: `unit ${unit}`, raw: output.value });
}
