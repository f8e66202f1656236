import type { ServerState } from '../../model/encryption.ts';
import { HOLDS, type Look } from '../../model/look.ts';
import type { Roll } from '../../model/strategy.ts';

/**
 * The server shows the roll's stage in the state file and in the Node's annotation, and has the leader's encryption file byte for byte.
 * The stage alone proves nothing: in a second rotation followers already say `reencrypt_finished` (failures.md 4, "Traps").
 */
export function judgeStage(
  roll: Roll,
  { file, state, annotation }: ServerState,
  leader: Pick<ServerState, 'file'>,
): Look<undefined> {
  const same = file.sha256 === leader.file.sha256 && state.sha256 === file.sha256;
  const annotated = annotation?.stage === roll && annotation.sha256 === file.sha256;
  if (state.stage === roll && same && annotated) return HOLDS;
  const observed = [
    `stage=${state.stage}`,
    `annotation=${annotation?.stage ?? 'none'}`,
    `file=${file.sha256.slice(0, 12)}`,
    `leader's file=${leader.file.sha256.slice(0, 12)}`,
  ];
  return { kind: 'not-yet', observed };
}
