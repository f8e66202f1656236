import type { Roll } from '../../model/strategy.ts';

/** What a gate is asked about. */
export interface GateQuestion {
  readonly roll: Roll;
  readonly server: string;
}
