import { STAGES, type Stage, type StageHash } from '../model/encryption.ts';

const STAGE_HASH = /^([a-z_]+)-([0-9a-f]{64})$/;

/** The engine's word for a stage, or `undefined` for any other text. */
export function parseStage(text: string): Stage | undefined {
  return STAGES.find((stage) => stage === text);
}

/**
 * Reads `<stage>-<sha256>`, as in the state file and in the Node annotation (engine.md, "State"). Surrounding white
 * space is accepted. Any other text gives `undefined`.
 */
export function parseStageHash(text: string): StageHash | undefined {
  const match = STAGE_HASH.exec(text.trim());
  const stage = parseStage(match?.[1] ?? '');
  const sha256 = match?.[2];
  return stage === undefined || sha256 === undefined ? undefined : { stage, sha256 };
}
