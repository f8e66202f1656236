import { hashMismatch, stageOf } from '../engine/guards.ts';
import { statusJson, statusText, type StatusInput } from '../engine/status-output.ts';
import type { SimulatedServer } from './server.ts';
import type { World } from './world.ts';

/** `secrets-encrypt status` of one server, with what may be wrong with it. */
export function statusOutput(world: World, server: SimulatedServer, json: boolean): string {
  if (world.faults.has('status-unreadable', server.name)) return 'Verschlüsselung: wahrscheinlich\n';
  const annotation = server.annotation();
  const input: StatusInput = {
    config: server.config(),
    stage: annotation === undefined ? server.state().stage : stageOf(annotation),
    mismatch: hashMismatch(world.annotatedNodes()),
    bareNames: world.faults.has('old-status'),
  };
  return json ? statusJson(input) : statusText(input);
}
