import type { EncryptionStatus, KeyName } from '../model/encryption.ts';
import { failed, success, type Result } from '../model/result.ts';
import { providerOfKeyType } from './key-type.ts';
import { parseStage } from './stage-hash.ts';
import type { Unreadable } from './unreadable.ts';

const NOT_CONFIGURED = 'Disabled, no configuration file found';
const HASHES_MATCH = 'All hashes match';
const FIELD = /^(Encryption Status|Current Rotation Stage|Server Encryption Hashes):(?: (.*))?$/;
const TABLE_HEAD = /^Active +Key Type +Name *$/;
const TABLE_RULE = /^-+ +-+ +-+ *$/;
const TABLE_ROW = /^( \*|  ) +(\S+) +(\S+) *$/;

interface Table {
  activeKey: KeyName | undefined;
  readonly inactiveKeys: KeyName[];
}

/** Reads the text form of `status` (failures.md 5.1), without the logger's lines. An unknown line is a failure. */
export function parseStatusText(lines: readonly string[], raw: string): Result<EncryptionStatus, Unreadable> {
  const fields = new Map<string, string>();
  const table: Table = { activeKey: undefined, inactiveKeys: [] };
  for (const line of lines) {
    const reason = readLine(line, fields, table);
    if (reason !== undefined) {
      return failed({ reason: `text status: ${reason}` });
    }
  }
  const enablement = enablementOf(fields.get('Encryption Status'));
  if (enablement === undefined) {
    return failed({ reason: 'text status: no line "Encryption Status: Enabled" or "Disabled"' });
  }
  const hashes = fields.get('Server Encryption Hashes');
  const stage = fields.get('Current Rotation Stage');
  if (enablement !== 'not-configured' && (hashes === undefined || stage === undefined)) {
    return failed({ reason: 'text status: a line for the stage or the hashes is missing' });
  }
  return success({
    enablement,
    stage: parseStage(stage ?? ''),
    hashesMatch: hashes === HASHES_MATCH,
    hashError: hashes === HASHES_MATCH || hashes === '' ? undefined : hashes,
    activeKey: table.activeKey,
    inactiveKeys: table.inactiveKeys,
    raw,
  });
}

/** Reads one line into `fields` and `table`. Returns the reason if the line is wrong. */
function readLine(line: string, fields: Map<string, string>, table: Table): string | undefined {
  const field = FIELD.exec(line.trimEnd());
  const name = field?.[1];
  if (name !== undefined) {
    if (fields.has(name)) {
      return `two lines "${name}"`;
    }
    fields.set(name, field?.[2] ?? '');
    return undefined;
  }
  if (line.trim() === '' || TABLE_HEAD.test(line) || TABLE_RULE.test(line)) {
    return undefined;
  }
  return readRow(line, table);
}

function readRow(line: string, table: Table): string | undefined {
  const row = TABLE_ROW.exec(line);
  const keyType = row?.[2];
  const name = row?.[3];
  if (keyType === undefined || name === undefined) {
    return `unknown line: ${line}`;
  }
  const provider = providerOfKeyType(keyType);
  if (provider === undefined) {
    return `unknown key type: ${keyType}`;
  }
  if (row?.[1] !== ' *') {
    table.inactiveKeys.push({ provider, name });
    return undefined;
  }
  if (table.activeKey !== undefined) {
    return 'two active keys';
  }
  table.activeKey = { provider, name };
  return undefined;
}

function enablementOf(text: string | undefined): EncryptionStatus['enablement'] | undefined {
  switch (text) {
    case 'Enabled':
      return 'enabled';
    case 'Disabled':
      return 'disabled';
    case NOT_CONFIGURED:
      return 'not-configured';
    default:
      return undefined;
  }
}
