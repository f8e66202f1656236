import type { EncryptionStatus } from '../model/encryption.ts';
import type { Result } from '../model/result.ts';
import { parseStatusJson } from './parse-status-json.ts';
import { parseStatusText } from './parse-status-text.ts';
import { parseLogLine } from './log-line.ts';
import type { Unreadable } from './unreadable.ts';

/**
 * Reads the output of `secrets-encrypt status`, text or JSON, of every release quoted in failures.md 5.1 and 5.2. The
 * function never guesses and never throws, so an unknown text is a failure with a reason. An unknown stage gives
 * `stage: undefined`, because the rest of the status can still be shown, and `raw` contains the stage's name.
 */
export function parseStatus(raw: string): Result<EncryptionStatus, Unreadable> {
  const lines = withoutLogNoise(raw);
  const text = lines.join('\n').trim();
  return text.startsWith('{') ? parseStatusJson(text, raw) : parseStatusText(lines, raw);
}

const QUIET_LEVELS: ReadonlySet<string> = new Set(['trace', 'debug', 'info', 'warning']);

/**
 * The lines of an output without the lines added by the engine's logger, for example `WARN[0000] Unknown flag --tls-san
 * found in config.yaml, skipping` (failures.md 5.4; real-engine.md 5). Errors stay.
 */
function withoutLogNoise(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => !QUIET_LEVELS.has(parseLogLine(line).fields.get('level') ?? ''));
}
