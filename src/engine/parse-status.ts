import type { EncryptionStatus } from '../model/encryption.ts';
import type { Result } from '../model/result.ts';
import { withoutLogNoise } from './log-noise.ts';
import { parseStatusJson } from './parse-status-json.ts';
import { parseStatusText } from './parse-status-text.ts';
import type { Unreadable } from './unreadable.ts';

/**
 * Reads the output of `secrets-encrypt status`, text or JSON, of every era quoted in failures.md 5.1 and 5.2.
 * It never guesses: a text that is not one of them is a failure with a reason, and never throws.
 * A stage that is not known gives `stage: undefined`, because everything else can still be shown; `raw` has its name.
 */
export function parseStatus(raw: string): Result<EncryptionStatus, Unreadable> {
  const lines = withoutLogNoise(raw);
  const text = lines.join('\n').trim();
  return text.startsWith('{') ? parseStatusJson(text, raw) : parseStatusText(lines, raw);
}
