import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { createRunLog, type RunLogOptions } from '../../src/report/run-log.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';

const SECRET = 'hunter2hunter2';
let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-log-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function logWith(options: Partial<RunLogOptions>, events: readonly Event[]): void {
  const log = createRunLog({
    level: 'info',
    file: undefined,
    scrub: (text) => text.replaceAll(SECRET, '[redacted]'),
    version: '0',
    ...options,
  });
  if (!log.ok) throw new Error(JSON.stringify(log.failure));
  for (const event of events) log.value.emit(event);
  log.value.close();
}

function records(file: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

describe('the log of a run', () => {
  it('given a run, lies beside its journal, for the owner alone, with what came before it', ({ expect }) => {
    const started: Event = { ...SAMPLE_EVENTS['run-started'], journal: join(directory, 'r1', 'journal.ndjson') };
    logWith({}, [SAMPLE_EVENTS['facts-gathering'], started, SAMPLE_EVENTS['step-started']]);
    const file = join(directory, 'r1', 'run.log');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(records(file).map(({ msg }) => msg)).toEqual(['facts-gathering', 'run-started', 'step-started']);
  });

  it('given a run that never begins, leaves no file', ({ expect }) => {
    logWith({}, [SAMPLE_EVENTS['facts-gathering']]);
    expect(() => statSync(join(directory, 'run.log'))).toThrow(/ENOENT/);
  });

  it('given a registered secret anywhere in an event, writes none of it', ({ expect }) => {
    const file = join(directory, 'log');
    const line = `curl -u me:${SECRET} https://x`;
    logWith({ file, level: 'trace' }, [{ type: 'command-sent', server: 's1', line, mutates: true }]);
    expect(readFileSync(file, 'utf8')).not.toContain(SECRET);
    expect(records(file)[0]).toMatchObject({ line: 'curl -u me:[redacted] https://x', server: 's1', level: 30 });
  });

  it('given a file that others could read, makes it private before it writes', ({ expect }) => {
    const file = join(directory, 'log');
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    logWith({ file }, [SAMPLE_EVENTS['step-started']]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('given a device, writes to it and leaves its mode alone', ({ expect }) => {
    const before = statSync('/dev/null').mode;
    logWith({ file: '/dev/null' }, [SAMPLE_EVENTS['step-started']]);
    expect(statSync('/dev/null').mode).toBe(before);
  });

  it('given the level warn, keeps failures and leaves out the rest', ({ expect }) => {
    const file = join(directory, 'log');
    logWith({ file, level: 'warn' }, Object.values(SAMPLE_EVENTS));
    expect(records(file).map(({ msg }) => msg)).toEqual([
      'step-failed',
      'rewrite-unreported',
      'reconnecting',
      'interrupt-requested',
      'writes-left-frozen',
      'early-roll-late',
      'hook-finished',
      'notified',
      'outside-window',
      'lock-heartbeat-failed',
      'mirror-behind',
      'run-ended',
    ]);
  });

  it('given a file that cannot be written, fails before anything begins', ({ expect }) => {
    const file = join(directory, 'no-directory', 'x');
    writeFileSync(join(directory, 'no-directory'), '');
    const log = createRunLog({ level: 'info', file, scrub: (text) => text, version: '0' });
    expect(log).toMatchObject({ ok: false, failure: { kind: 'file-unwritable', file } });
  });
});
