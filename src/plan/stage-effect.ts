import { isRewriting, type ServerState, type StageCommand } from '../model/encryption.ts';
import { unreachable } from '../model/unreachable.ts';

/**
 * Whether the leader shows the effect of a stage command (engine.md, "Commands").
 * - `yes`: only the command could have made this state.
 * - `begun`: a rewrite is in progress.
 * - `no`: the state is the state before the command.
 * - `unclear`: the state is neither.
 */
export type StageEffect = 'yes' | 'begun' | 'no' | 'unclear';

/** Decides by the order of the keys, the files and the live annotation. `oldKey` is the active key at the time of the plan. */
export function stageEffect(command: StageCommand, leader: ServerState, oldKey: string): StageEffect {
  const { file, state, annotation } = leader;
  const names = file.keys.map((key) => key.name);
  const consistent = state.sha256 === file.sha256;
  const rewriting = isRewriting(annotation?.stage);
  const oldOnly = names.length === 1 && names[0] === oldKey;
  const newOnly = names.length === 1 && names[0] !== oldKey;
  const oldFirst = names.length === 2 && names[0] === oldKey;
  const newFirst = names.length === 2 && names[1] === oldKey;
  switch (command) {
    case 'prepare':
      if (state.stage === 'prepare' && oldFirst && consistent) return 'yes';
      return oldOnly && consistent ? 'no' : 'unclear';
    case 'rotate':
      if (state.stage === 'rotate' && newFirst && consistent) return 'yes';
      return state.stage === 'prepare' && oldFirst && consistent ? 'no' : 'unclear';
    case 'reencrypt':
      if (state.stage === 'reencrypt_finished' && newOnly && consistent) return 'yes';
      if (rewriting) return 'begun';
      return state.stage === 'rotate' && newFirst && consistent ? 'no' : 'unclear';
    case 'reencrypt-skip':
      // `reencrypt --skip` ends in its starting stage, so only a rewrite in progress shows an effect.
      if (rewriting) return 'begun';
      return state.stage === 'rotate' && newFirst && consistent ? 'no' : 'unclear';
    case 'rotate-keys':
      if (state.stage === 'reencrypt_finished' && newOnly && consistent) return 'yes';
      // The engine writes the annotation before the file. Without the new key no copy can be sealed yet.
      if (rewriting && !oldOnly) return 'begun';
      return oldOnly && consistent && !rewriting ? 'no' : 'unclear';
    default:
      return unreachable(command);
  }
}
