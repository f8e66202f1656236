import * as z from 'zod';
import type { EncryptionStatus, KeyName } from '../model/encryption.ts';
import { failed, success, type Result } from '../model/result.ts';
import { listOf } from '../remote/bounded-lists.ts';
import { readJson } from '../remote/read-json.ts';
import { parseTypedKey } from './key-type.ts';
import { parseStage } from './stage-hash.ts';
import type { Unreadable } from './unreadable.ts';

/** Each rotation leaves at most one key behind. */
const MOST_KEYS = 1_000;

/** failures.md 5.2. Unknown fields are ignored, because later releases may add fields. */
const Written = z.object({
  stage: z.string(),
  activekey: z.string(),
  enable: z.boolean().optional(),
  hashmatch: z.boolean().optional(),
  hasherror: z.string().optional(),
  inactivekeys: listOf(z.string(), MOST_KEYS).nullish(),
});

/**
 * Reads `status -o json`. An absent field has a meaning of its own. An absent `hashmatch` is false, and an absent
 * `enable` means a server without an encryption file (failures.md 5.2).
 */
export function parseStatusJson(text: string, raw: string): Result<EncryptionStatus, Unreadable> {
  const parsed = Written.safeParse(jsonOf(text));
  if (!parsed.success) {
    return failed({ reason: `JSON status: ${parsed.error.issues.map(describe).join('; ')}` });
  }
  const { stage, activekey, enable, hashmatch, hasherror, inactivekeys } = parsed.data;
  if (enable === undefined && (stage !== '' || activekey !== '')) {
    return failed({ reason: 'JSON status: a stage or an active key, and no "enable"' });
  }
  const activeKey = activekey === '' ? undefined : parseTypedKey(activekey);
  const inactiveKeys: KeyName[] = [];
  for (const key of inactivekeys ?? []) {
    const typed = parseTypedKey(key);
    if (typed === undefined) {
      return failed({ reason: `JSON status: unknown key type in inactivekeys: ${key}` });
    }
    inactiveKeys.push(typed);
  }
  if (activekey !== '' && activeKey === undefined) {
    return failed({ reason: `JSON status: unknown key type in activekey: ${activekey}` });
  }
  return success({
    enablement: enable === undefined ? 'not-configured' : enable ? 'enabled' : 'disabled',
    stage: parseStage(stage),
    hashesMatch: hashmatch ?? false,
    hashError: hasherror === undefined || hasherror === '' ? undefined : hasherror,
    activeKey,
    inactiveKeys,
    raw,
  });
}

function jsonOf(text: string): unknown {
  const read = readJson(text);
  return read.ok ? read.value : undefined;
}

function describe(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')}: ${issue.message}`;
}
