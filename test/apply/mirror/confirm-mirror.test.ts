import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it, onTestFinished } from 'vitest';

import { createJournal } from '../../../src/apply/journal/journal.ts';
import { hashOf } from '../../../src/apply/journal/parse-journal.ts';
import { confirmNotBehind } from '../../../src/apply/mirror/beyond-journal.ts';
import { confirmMirrorIsOurs } from '../../../src/apply/mirror/confirm-mirror.ts';
import type { Event } from '../../../src/model/event.ts';
import { intended } from '../../support/sample-journal.ts';
import { SAMPLE_FACTS, sampleCluster } from '../../support/sample-facts.ts';
import { fakeContext, fakeRunner, type FakeAnswer } from '../../support/fake-runner.ts';

const RUN = '20261124T021500123Z-1a2b3c4d5e6f';
const NEWER = '20261125T021500123Z-1a2b3c4d5e6f';
const ENDED = `${JSON.stringify({
  sequence: 7,
  at: '2026-11-24T02:15:00.000Z',
  previous: 'a'.repeat(64),
  record: { kind: 'run-ended', outcome: 'done' },
})}\n`;
const CLUSTER = sampleCluster(SAMPLE_FACTS.three);

/** A journal here with two lines, and a leader that answers so about its mirror. */
async function looked(leader: (text: string) => { readonly newest: FakeAnswer; readonly whole?: FakeAnswer }) {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-confirm-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const journal = join(directory, RUN, 'journal.ndjson');
  const made = createJournal(journal, fakeContext().clock);
  if (!made.ok) throw new Error('no journal');
  for (const step of ['command:prepare', 'command:rotate'] as const) made.value.append(intended(step));
  const { newest, whole = '' } = leader(readFileSync(journal, 'utf8'));
  const runner = fakeRunner([
    ['newest mirrored journal', newest],
    ['read mirrored journal', whole],
    ['set mirror aside', ''],
  ]);
  const events: Event[] = [];
  const search = {
    context: fakeContext(),
    cluster: CLUSTER,
    fleet: { runner: () => runner } as never,
    stateDirectory: directory,
    without: [],
    emit: (event: Event) => events.push(event),
  };
  return {
    underLease: await confirmMirrorIsOurs(search, { runId: RUN, journal }, 's1'),
    before: await confirmNotBehind(search, { runId: RUN, journal }),
    events,
    setAside: runner.sent.filter(({ name }) => name === 'set mirror aside').length,
  };
}

function seen(text: string, runId = RUN): string {
  return `${runId}.ndjson\n${Buffer.byteLength(text)}\n${hashOf(text)}  f\n${text.trimEnd().split('\n').at(-1) ?? ''}\n`;
}

function both(text: string): { readonly newest: string; readonly whole: string } {
  return { newest: seen(text), whole: text };
}

/** One more line by another machine, behind these. */
function another(text: string): string {
  const lines = text.trimEnd().split('\n');
  const record = intended('command:reencrypt');
  const previous = hashOf(lines.at(-1) ?? '');
  return `${text}${JSON.stringify({ sequence: lines.length, at: '2026-11-24T02:15:00.000Z', previous, record })}\n`;
}

describe('the mirror of the leader, with the Lease in hand', () => {
  it.for<readonly [string, Parameters<typeof looked>[0]]>([
    ['no mirror, as after an earlier release', () => ({ newest: 'none\n' })],
    ['the same lines', both],
    ['fewer lines', (text) => both(text.slice(0, text.indexOf('\n') + 1))],
    ['a last line that was cut', (text) => both(text.slice(0, -9))],
    ['a newer run that is over, by the clock of another machine', () => ({ newest: seen(ENDED, NEWER) })],
  ])('given %s, then the run goes on', async ([, leader], { expect }) => {
    const { underLease, before, setAside } = await looked(leader);
    expect(underLease).toEqual({ ok: true, value: undefined });
    expect(before).toEqual({ ok: true, value: undefined });
    expect(setAside).toBe(0);
  });

  it.for<readonly [string, Parameters<typeof looked>[0], string]>([
    ['more lines', (text) => both(another(text)), 'longer'],
    ['other lines', (text) => both(another(text.slice(0, text.indexOf('\n') + 1))), 'differs'],
    ['a newer run that is not over', () => ({ newest: seen('{}\n', NEWER) }), 'newer-run'],
  ])('given %s of another machine, then the run does not go on', async ([, leader, beyond], { expect }) => {
    const { underLease, before } = await looked(leader);
    const expected = { ok: false, failure: { kind: 'journal-behind', beyond, server: 's1' } };
    expect(underLease).toMatchObject(expected);
    expect(before).toMatchObject(expected);
  });

  it.for<readonly [string, Parameters<typeof looked>[0], string]>([
    [
      'a leader that is lost',
      () => ({ newest: { ending: { kind: 'connection-lost', reason: 'reset' } } }),
      'connection-lost',
    ],
    [
      'a mirror that cannot be opened',
      () => ({ newest: { exitCode: 1, stderr: 'Input/output error' } }),
      'command-failed',
    ],
    ['an empty answer', () => ({ newest: '' }), 'unexpected-output'],
    [
      'other lines that cannot be read',
      () => ({ newest: seen('x\n'), whole: { exitCode: 1, stderr: 'Input/output error' } }),
      'command-failed',
    ],
  ])(
    'given %s, then the run does not go on, because nobody knows what is there',
    async ([, leader, kind], { expect }) => {
      const { underLease } = await looked(leader);
      expect(underLease).toMatchObject({ ok: false, failure: { kind } });
    },
  );

  it('given a damaged mirror without a line of another machine, then it is set aside, and that is told', async ({
    expect,
  }) => {
    const { underLease, before, events, setAside } = await looked((text) => both(`${text.slice(0, -9)}\0\0\0\0\n`));
    expect(underLease).toEqual({ ok: true, value: undefined });
    expect(before).toEqual({ ok: true, value: undefined });
    expect(setAside).toBe(1);
    expect(events).toMatchObject([{ type: 'mirror-behind', failure: { kind: 'mirror-corrupt', line: 2 } }]);
  });
});
