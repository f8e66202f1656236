import type { ServerState, StageCommand } from '../model/encryption.ts';
import { unreachable } from '../model/unreachable.ts';

/**
 * Whether the leader shows that a stage command had its effect (engine.md, "Commands").
 * - `yes`: nothing else could have made this state.
 * - `begun`: a rewrite is going on.
 * - `no`: the state is the one before the command.
 * - `unclear`: a state that neither is.
 */
export type StageEffect = 'yes' | 'begun' | 'no' | 'unclear';

/** Decides by the order of the keys, the files and the live annotation; `oldKey` is the key that was active when the plan was made. */
export function stageEffect(command: StageCommand, leader: ServerState, oldKey: string): StageEffect {
  const { file, state, annotation } = leader;
  const names = file.keys.map((key) => key.name);
  const consistent = state.sha256 === file.sha256;
  const rewriting = annotation?.stage === 'reencrypt_active' || annotation?.stage === 'reencrypt_request';
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
      // It ends in the stage in which it began: only a rewrite that is seen going on can be told from none.
      if (rewriting) return 'begun';
      return state.stage === 'rotate' && newFirst && consistent ? 'no' : 'unclear';
    case 'rotate-keys':
      if (state.stage === 'reencrypt_finished' && newOnly && consistent) return 'yes';
      // The annotation comes before the file: without the new key there is nothing to seal yet.
      if (rewriting && !oldOnly) return 'begun';
      return oldOnly && consistent && !rewriting ? 'no' : 'unclear';
    default:
      return unreachable(command);
  }
}
