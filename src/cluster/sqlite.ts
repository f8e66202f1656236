/** How long a statement waits for a foreign lock, ms. kine writes all the time. */
const BUSY_MS = 30_000;

/**
 * First words of a call of sqlite3 on one file, before its statements. No .sqliterc of root may intervene. A read-only
 * call changes nothing, not even kine's write-ahead log.
 */
export function sqliteArgv(file: string, access: 'read-only' | 'own-file'): readonly string[] {
  const readOnly = access === 'read-only' ? ['-readonly'] : [];
  return ['sqlite3', '-init', '/dev/null', '-batch', ...readOnly, '-cmd', `.timeout ${BUSY_MS}`, file];
}
