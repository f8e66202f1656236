import type { ServerState } from '../model/encryption.ts';

/** Whether the file, the state file and the annotation of a server agree. */
export function isConsistent({ file, state, annotation }: ServerState): boolean {
  return state.sha256 === file.sha256 && annotation?.sha256 === file.sha256 && annotation.stage === state.stage;
}
