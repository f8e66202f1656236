import type { RemoteCommand } from '../remote/remote-command.ts';
import { type EngineTarget, targetArguments } from './target.ts';

/** Variables that would make the command ask another server (failures.md B18). */
const MISLEADING_VARIABLES = ['RKE2_URL', 'RKE2_TOKEN', 'K3S_URL', 'K3S_TOKEN'] as const;

/**
 * `secrets-encrypt status` of one control-plane server. Read the output with `parseStatus`. `json` exists since March
 * and April 2022 (failures.md 1), and older releases know only `text`.
 */
export function statusCommand(target: EngineTarget, format: 'json' | 'text'): RemoteCommand {
  return {
    name: 'secrets-encrypt status',
    body: {
      argv: [
        'env',
        ...MISLEADING_VARIABLES.flatMap((variable) => ['-u', variable]),
        target.binary,
        'secrets-encrypt',
        'status',
        ...targetArguments(target),
        ...(format === 'json' ? ['-o', 'json'] : []),
      ],
    },
    privileged: true,
    mutates: false,
  };
}
