import { parseLogLine } from './log-line.ts';

const QUIET_LEVELS: ReadonlySet<string> = new Set(['trace', 'debug', 'info', 'warning']);

/**
 * The lines of an output without the lines added by the engine's logger, for example `WARN[0000] Unknown flag --tls-san
 * found in config.yaml, skipping` (failures.md 5.4; real-engine.md 5). Errors stay.
 */
export function withoutLogNoise(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => !QUIET_LEVELS.has(parseLogLine(line).fields.get('level') ?? ''));
}
