import { randomBytes } from 'node:crypto';

/** A systemd unit as `systemctl show` prints units. */
export interface UnitState {
  activeState: 'active' | 'activating' | 'deactivating' | 'inactive' | 'failed';
  subState: string;
  restarts: number;
  invocationId: string;
  result: string;
  exitCode: number | undefined;
}

/** A line of a unit's journal. */
interface UnitLine {
  readonly atMs: number;
  readonly text: string;
}

export interface Unit {
  readonly state: UnitState;
  readonly lines: UnitLine[];
}

export function newInvocation(): string {
  return randomBytes(16).toString('hex');
}

export function createUnit(state: Partial<UnitState>): Unit {
  return {
    state: {
      activeState: 'active',
      subState: 'running',
      restarts: 0,
      invocationId: newInvocation(),
      result: 'success',
      exitCode: undefined,
      ...state,
    },
    lines: [],
  };
}
