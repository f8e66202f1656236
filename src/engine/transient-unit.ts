import { quoteWord } from '../remote/quoting.ts';
import { AT_ONCE_MS, type RemoteCommand } from '../remote/remote-command.ts';
import { journalctl } from './engine-journal.ts';

/** The state of a stage command's unit. */
export type TransientUnit =
  /** Never started, cleared, or the host was rebooted since. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'running'; readonly invocationId: string }
  /** The command ended with exit status 0. */
  | { readonly kind: 'succeeded'; readonly invocationId: string }
  /**
   * `exitStatus` is `undefined` if the command ended by a signal or systemd could not start it. `result` is systemd's
   * word.
   */
  | {
      readonly kind: 'failed';
      readonly invocationId: string;
      readonly result: string;
      readonly exitStatus: number | undefined;
    }
  /** systemd's answer is unknown. */
  | { readonly kind: 'unknown'; readonly raw: string };

const PROPERTIES = 'LoadState,ActiveState,SubState,Result,ExecMainCode,ExecMainStatus,InvocationID';

/** `ExecMainCode` of a process that exited by itself (CLD_EXITED of waitid). */
const EXITED = '1';

/** Asks for the state of a stage command's unit. Read the output with `parseTransientUnit`. */
export function transientUnitQuery(unit: string): RemoteCommand {
  return {
    name: 'transient unit state',
    body: { argv: ['systemctl', 'show', unit, `--property=${PROPERTIES}`] },
    privileged: true,
    mutates: false,
    firstByteMs: AT_ONCE_MS,
  };
}

/** The command's output, stdout and stderr, newest 200 lines. */
export function transientUnitOutput(unit: string): RemoteCommand {
  return {
    name: 'transient unit output',
    body: { argv: journalctl(unit, { lines: 200 }) },
    privileged: true,
    mutates: false,
  };
}

/**
 * Removes an ended unit. The exit status is 0 even without a unit. Never send this while the command runs, because
 * stopping the unit kills the command.
 */
export function clearTransientUnit(unit: string): RemoteCommand {
  return {
    name: 'clear transient unit',
    body: {
      script: `systemctl stop ${quoteWord(unit)} 2>/dev/null; systemctl reset-failed ${quoteWord(unit)} 2>/dev/null; true`,
    },
    privileged: true,
    mutates: true,
  };
}

/** Reads the answer to `transientUnitQuery`. */
export function parseTransientUnit(stdout: string): TransientUnit {
  const properties = new Map<string, string>();
  for (const line of stdout.split(/\r?\n/)) {
    const equals = line.indexOf('=');
    if (equals > 0) {
      properties.set(line.slice(0, equals), line.slice(equals + 1));
    }
  }
  const loadState = properties.get('LoadState');
  const activeState = properties.get('ActiveState');
  if (loadState === 'not-found') {
    return { kind: 'absent' };
  }
  if (loadState !== 'loaded' || activeState === undefined) {
    return { kind: 'unknown', raw: stdout };
  }
  return ofLoadedUnit(activeState, properties, stdout);
}

function ofLoadedUnit(activeState: string, properties: ReadonlyMap<string, string>, raw: string): TransientUnit {
  const invocationId = properties.get('InvocationID') ?? '';
  const exited = properties.get('ExecMainCode') === EXITED;
  const status = properties.get('ExecMainStatus') ?? '';
  const exitStatus = exited && /^\d+$/.test(status) ? Number(status) : undefined;
  const result = properties.get('Result') ?? '';
  switch (activeState) {
    case 'activating':
    case 'deactivating':
    case 'reloading':
      return { kind: 'running', invocationId };
    case 'failed':
      return { kind: 'failed', invocationId, result, exitStatus };
    case 'active':
      return exitStatus === 0 && result === 'success' ? { kind: 'succeeded', invocationId } : { kind: 'unknown', raw };
    case 'inactive':
      return ofInactiveUnit({ invocationId, exitStatus, result, raw, code: properties.get('ExecMainCode') });
    default:
      return { kind: 'unknown', raw };
  }
}

/** Inactive before its job begins (`--no-block` only queues the job), or after the ended unit was stopped. */
function ofInactiveUnit(unit: {
  readonly invocationId: string;
  readonly exitStatus: number | undefined;
  readonly result: string;
  readonly raw: string;
  readonly code: string | undefined;
}): TransientUnit {
  const { invocationId, exitStatus, result, raw, code } = unit;
  if (code === '0') {
    return { kind: 'running', invocationId };
  }
  if (exitStatus === undefined) {
    return { kind: 'unknown', raw };
  }
  return exitStatus === 0 ? { kind: 'succeeded', invocationId } : { kind: 'failed', invocationId, result, exitStatus };
}
