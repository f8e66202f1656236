import type { StageCommand } from '../model/encryption.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import { type EngineTarget, targetArguments } from './target.ts';

const ENGINE_WORDS: Readonly<Record<StageCommand, readonly string[]>> = {
  prepare: ['prepare'],
  rotate: ['rotate'],
  'reencrypt-skip': ['reencrypt', '--skip'],
  reencrypt: ['reencrypt'],
  'rotate-keys': ['rotate-keys'],
};

/**
 * The only unit in which a plan runs a stage command. systemd refuses a second unit with the same name, so the command
 * runs at most once.
 */
export function transientUnitName(planId: string, command: StageCommand): string {
  return `keyturn-${planId}-${command}.service`;
}

/**
 * Sends a stage command once. The command survives a broken connection, and `RemainAfterExit` keeps its end visible
 * until `clearTransientUnit`. Exit 0 only means that systemd accepted the command, so ask with `transientUnitQuery`. If
 * the unit already exists, the exit status is 1, with `... was already loaded or has a fragment file.`
 */
export function stageCommand(options: {
  readonly target: EngineTarget;
  readonly planId: string;
  readonly command: StageCommand;
}): RemoteCommand {
  const { target, planId, command } = options;
  return {
    name: `secrets-encrypt ${ENGINE_WORDS[command].join(' ')}`,
    body: {
      argv: [
        'systemd-run',
        `--unit=${transientUnitName(planId, command)}`,
        '--property=Type=oneshot',
        '--property=RemainAfterExit=yes',
        '--no-block',
        '--',
        target.binary,
        'secrets-encrypt',
        ...ENGINE_WORDS[command],
        ...targetArguments(target),
      ],
    },
    privileged: true,
    mutates: true,
  };
}
