import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it, onTestFinished } from 'vitest';

import { createJournal, type Journal } from '../../../src/apply/journal/journal.ts';
import { isOver } from '../../../src/apply/journal/journal-queries.ts';
import { hashOf } from '../../../src/apply/journal/parse-journal.ts';
import { createJournalMirror, type MirrorMoment } from '../../../src/apply/journal/journal-mirror.ts';
import type { Event } from '../../../src/model/event.ts';
import type { StepContext } from '../../../src/model/clock.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';
import { fakeRunner, type FakeAnswer } from '../../support/fake-runner.ts';

const RUN = { cluster: 'prod', runId: '20261124T021500123Z-1a2b3c4d5e6f' };
const LOST: FakeAnswer = { ending: { kind: 'connection-lost', reason: 'reset' } };
const FULL: FakeAnswer = { exitCode: 1, stderr: 'cat: write error: No space left on device' };

function intended(step: 'command:prepare' | 'command:rotate' | 'command:reencrypt'): JournalRecord {
  return { kind: 'intended', step, before: { kind: 'none' } };
}

/** A journal, the mirror on a host, and what becomes of the next command there. */
function mirrored() {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-mirror-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  let nowMs = 0;
  const clock: StepContext['clock'] = { now: () => nowMs, wall: () => nowMs, sleep: async () => {} };
  const made = createJournal(join(directory, 'run', 'journal.ndjson'), clock);
  if (!made.ok) throw new Error('no journal');
  const journal: Journal = made.value;
  const host: { text: string; keeps: number; answer: FakeAnswer | undefined } = {
    text: '',
    keeps: Infinity,
    answer: undefined,
  };
  const runner = fakeRunner([
    [
      'mirror journal',
      (command) => {
        const script = 'script' in command.body ? command.body.script : '';
        if (script.includes(`= ${hashOf(host.text)} ]`)) host.text += (command.stdin ?? '').slice(0, host.keeps);
        return host.answer ?? `${Buffer.byteLength(host.text)}\n${hashOf(host.text)}  file\n`;
      },
    ],
  ]);
  const events: Event[] = [];
  const mirror = createJournalMirror({
    ...RUN,
    journal,
    runner,
    emit: (event) => events.push(event),
    scrubFailure: (failure) => failure,
  });
  const context = { signal: new AbortController().signal, clock };
  return {
    journal,
    host,
    runner,
    events,
    here: () => readFileSync(journal.file, 'utf8'),
    passes: (ms: number) => void (nowMs += ms),
    catchUp: (moment: MirrorMoment = 'before-act') => mirror.catchUp(context, moment),
  };
}

describe('the mirror of a journal', () => {
  it('given lines between two acts, when it catches up, then it takes one command, and none without new lines', async ({
    expect,
  }) => {
    const { journal, host, runner, here, catchUp } = mirrored();
    journal.append(intended('command:prepare'));
    await catchUp();
    journal.append({ kind: 'done', step: 'command:prepare', evidence: {} });
    journal.append(intended('command:rotate'));
    await catchUp();
    await catchUp();

    expect(runner.sent).toHaveLength(2);
    expect(host.text).toBe(here());
  });

  it('given a full disk that cut a line, when there is room later, then it says so once, journals both, and completes the line in its place', async ({
    expect,
  }) => {
    const { journal, host, runner, events, here, passes, catchUp } = mirrored();
    journal.append(intended('command:prepare'));
    Object.assign(host, { keeps: 10, answer: FULL });
    await catchUp();
    journal.append(intended('command:rotate'));
    await catchUp();
    passes(60_000);
    await catchUp();
    const sentWhileFull = runner.sent.length;
    Object.assign(host, { keeps: Infinity, answer: undefined });
    passes(60_000);
    await catchUp();

    expect(sentWhileFull).toBe(2);
    expect(events.map(({ type }) => type)).toEqual(['mirror-behind', 'mirror-caught-up']);
    expect(journal.lines.map(({ record }) => record.kind)).toEqual([
      'intended',
      'mirror-behind',
      'intended',
      'mirror-caught-up',
    ]);
    expect(host.text).toBe(here());
  });

  it('given an answer that was lost although the lines arrived, when the run ends, then no line is there twice', async ({
    expect,
  }) => {
    const { journal, host, here, catchUp } = mirrored();
    journal.append(intended('command:prepare'));
    host.answer = LOST;
    await catchUp();
    host.answer = undefined;
    await catchUp('last');

    expect(host.text).toBe(here());
  });

  it.for<readonly [string, readonly (FakeAnswer | undefined)[], readonly string[]]>([
    ['the disk is full at the last line alone', [undefined, FULL], ['mirror-behind']],
    ['there is room again at the last line', [FULL, undefined], ['mirror-behind', 'mirror-caught-up']],
  ])(
    'given %s, then it says so, and the ending stays the last line of the journal',
    async ([, answers, told], { expect }) => {
      const { journal, host, events, catchUp } = mirrored();
      const [first, last] = answers;
      journal.append(intended('command:prepare'));
      host.answer = first;
      await catchUp();
      journal.append({ kind: 'run-ended', outcome: 'done' });
      host.answer = last;
      await catchUp('last');

      expect(events.map(({ type }) => type)).toEqual(told);
      expect(journal.lines.at(-1)?.record.kind).toBe('run-ended');
      expect(isOver(journal.lines)).toBe(true);
    },
  );

  it('given somebody removed the mirror meanwhile, then the next call writes it whole', async ({ expect }) => {
    const { journal, host, here, events, catchUp } = mirrored();
    journal.append(intended('command:prepare'));
    await catchUp();
    host.text = '';
    journal.append(intended('command:rotate'));
    await catchUp();

    expect(host.text).toBe(here());
    expect(events).toEqual([]);
  });

  it('given another machine went on with the run, then its lines stay as they are, the intention fails, and nothing is sent any more', async ({
    expect,
  }) => {
    const { journal, host, runner, events, passes, catchUp } = mirrored();
    journal.append(intended('command:prepare'));
    await catchUp();
    const theirs = `${host.text}another line\n`;
    host.text = theirs;
    journal.append(intended('command:rotate'));
    const first = await catchUp();
    const sent = runner.sent.length;
    passes(600_000);
    const later = await catchUp();
    const last = await catchUp('last');

    expect(host.text).toBe(theirs);
    expect(runner.sent).toHaveLength(sent);
    for (const answer of [first, later, last]) {
      expect(answer).toMatchObject({ ok: false, failure: { kind: 'journal-behind', beyond: 'differs' } });
    }
    expect(events).toEqual([]);
  });

  it.for<readonly [string, FakeAnswer]>([
    ['a full disk', FULL],
    ['a leader that does not answer', LOST],
  ])(
    'given %s before the first act, then the run fails, and before a later act it goes on',
    async ([, answer], { expect }) => {
      const { journal, host, passes, catchUp } = mirrored();
      journal.append(intended('command:prepare'));
      Object.assign(host, { keeps: 0, answer });
      const first = await catchUp('first');
      passes(60_000);
      const later = await catchUp();

      expect(first).toMatchObject({ ok: false, failure: { kind: 'mirror-unwritable', server: 's1' } });
      expect(later).toMatchObject({ ok: true });
    },
  );

  it('given a server that always says that nothing arrived, then the mirror does not count as whole', async ({
    expect,
  }) => {
    const { journal, host, catchUp } = mirrored();
    journal.append(intended('command:prepare'));
    host.keeps = 0;

    expect(await catchUp('first')).toMatchObject({ ok: false, failure: { kind: 'mirror-unwritable' } });
  });

  it('given a journal here that cannot be read any more, then the intention fails', async ({ expect }) => {
    const { journal, catchUp } = mirrored();
    journal.append(intended('command:prepare'));
    rmSync(journal.file);

    expect(await catchUp()).toMatchObject({ ok: false, failure: { kind: 'journal-unwritable', file: journal.file } });
  });
});
