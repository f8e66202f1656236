import type { StepContext } from '../model/clock.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { commandFailureOf } from '../remote/command-failure.ts';
import { quoteArgv, quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import type { ServerFacts } from '../model/facts.ts';

/** SQLite's word for a file without errors. */
const WHOLE = 'ok';

/** A copy of kine's SQLite database, on the database's own host, readable by root only. */
export interface DatabaseCopy {
  /** The database file of the running server. */
  readonly file: string;
  /** Name of the copy, without the extension. */
  readonly name: string;
}

function directoryOf({ file }: DatabaseCopy): string {
  return `${file.slice(0, file.lastIndexOf('/'))}/keyturn-copies`;
}

/** Path of a copy. */
function copyPath(copy: DatabaseCopy): string {
  return `${directoryOf(copy)}/${copy.name}.db`;
}

/**
 * Copies the database's state at one moment, while the server writes (SQLite's own backup, docs/facts/datastores.md,
 * 4). The copy gets its name only after SQLite found no error. It needs no write-ahead log and is therefore one file.
 */
export function copyDatabaseCommand(copy: DatabaseCopy): RemoteCommand {
  const part = `${copyPath(copy)}.part`;
  const check = 'PRAGMA journal_mode=DELETE; PRAGMA integrity_check;';
  return {
    name: 'copy database',
    body: {
      script: [
        `install -d -m 0700 ${quoteWord(directoryOf(copy))}`,
        // The mode is set before the first byte.
        `install -m 0600 /dev/null ${quoteWord(part)}`,
        // Words of sqlite3's own commands are quoted as in C.
        quoteArgv([...sqliteArgv(copy.file, 'read-only'), `.backup ${JSON.stringify(part)}`]),
        `FOUND=$(${quoteArgv([...sqliteArgv(part, 'own-file'), check])})`,
        'echo "$FOUND"',
        `printf '%s\\n' "$FOUND" | grep -qx ${WHOLE}`,
        `mv ${quoteWord(part)} ${quoteWord(copyPath(copy))}`,
      ].join(' && '),
    },
    privileged: true,
    mutates: true,
  };
}

/**
 * Makes a copy. Fails with `snapshot-unconfirmed`, and SQLite's findings, when the copy could not be made or is
 * incomplete.
 */
export async function copyDatabase(
  context: StepContext,
  runner: Runner,
  copy: DatabaseCopy,
  timeoutMs: number,
): Promise<Answer<void>> {
  const ran = await runner.run(context, { ...copyDatabaseCommand(copy), timeoutMs });
  if (!ran.ok) return ran;
  const failure = commandFailureOf(ran.value, runner.user);
  if (failure === undefined) return success(undefined);
  if (failure.kind !== 'command-failed') return failed(failure);
  const { stdout, stderr } = ran.value;
  const [listing, said] = [stdout.slice(0, 1_000), stderr.slice(0, 1_000)];
  return failed({ kind: 'snapshot-unconfirmed', server: runner.server, name: copyPath(copy), listing, said });
}

/** Inspects the copy itself for errors, its number of rows, and its permissions. */
function inspectCopyCommand(copy: DatabaseCopy): RemoteCommand {
  const path = copyPath(copy);
  const look = 'PRAGMA integrity_check; SELECT count(*) FROM kine;';
  return {
    name: 'inspect database copy',
    body: {
      script: `stat -c '%s %a %U:%G' ${quoteWord(path)} && ${quoteArgv([...sqliteArgv(path, 'read-only'), look])}`,
    },
    privileged: true,
    mutates: false,
  };
}

/** Fails with `snapshot-unconfirmed`. A copy counts only without errors, with rows, and readable by root only. */
export async function confirmDatabaseCopy(
  context: StepContext,
  runner: Runner,
  copy: DatabaseCopy,
): Promise<Answer<{ readonly path: string; readonly sizeBytes: number; readonly rows: number }>> {
  const output = await runner.output(context, inspectCopyCommand(copy));
  if (!output.ok) return output;
  const [, size, rows] = /^(\d+) 600 root:root\nok\n(\d+)\s*$/.exec(output.value) ?? [];
  if (size === undefined || rows === undefined || Number(rows) === 0) {
    const listing = output.value.slice(0, 1_000);
    return failed({ kind: 'snapshot-unconfirmed', server: runner.server, name: copyPath(copy), listing, said: '' });
  }
  return success({ path: copyPath(copy), sizeBytes: Number(size), rows: Number(rows) });
}

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

/** A copy of the file in which a server's kine keeps everything. A server without the file is a bug. */
export function databaseCopy({ name: server, datastore }: ServerFacts, name: string): DatabaseCopy {
  if (datastore.kind !== 'kine' || datastore.file === undefined)
    throw new Error(`server ${server} has no database file`);
  return { file: datastore.file, name };
}
