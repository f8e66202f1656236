/**
 * Loaded before the real binary (`node --import`): SIGKILLs the process right after a journal line of a kind that no process before it
 * was killed at. The file named by KEYTURN_TEST_KILLED keeps these kinds, so that a chain of processes dies once at every line, or, with
 * KEYTURN_TEST_KILL_AT, once at each of the lines that it lists.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const killedFile = process.env['KEYTURN_TEST_KILLED'] ?? '';
const killAt = process.env['KEYTURN_TEST_KILL_AT']?.split(',');
const realSync = fs.fsyncSync;

fs.fsyncSync = (descriptor: number): void => {
  realSync(descriptor);
  const file = fs.readlinkSync(`/proc/self/fd/${descriptor}`);
  if (!file.endsWith('journal.ndjson')) return;
  const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
  const { record } = JSON.parse(lines.at(-1) ?? '{}') as { record: { kind: string; step?: string } };
  const key = `${record.kind} ${record.step ?? ''}`;
  if (killAt?.includes(key) === false) return;
  const killed = fs.existsSync(killedFile) ? fs.readFileSync(killedFile, 'utf8').split('\n') : [];
  if (killed.includes(key)) return;
  fs.appendFileSync(killedFile, `${key}\n`);
  process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
