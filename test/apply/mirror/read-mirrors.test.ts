import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it, onTestFinished } from 'vitest';

import { createJournal } from '../../../src/apply/journal/journal.ts';
import { hashOf } from '../../../src/apply/journal/parse-journal.ts';
import { findMirroredRun, mirroredRunToEnd } from '../../../src/apply/mirror/read-mirrors.ts';
import { journalFile } from '../../../src/apply/runs/run-directory.ts';
import { systemClock } from '../../../src/apply/system-clock.ts';
import { MOST_MIRROR_BYTES } from '../../../src/cluster/run-mirror.ts';
import { fakeContext, fakeRunner, type FakeAnswer } from '../../support/fake-runner.ts';
import { SAMPLE_FACTS, sampleCluster } from '../../support/sample-facts.ts';
import { intended } from '../../support/sample-journal.ts';

const RUN = '20261124T021500123Z-1a2b3c4d5e6f';
const CLUSTER = sampleCluster(SAMPLE_FACTS.three);
const DAMAGED = '{"sequence":0}\n';
const LOST: FakeAnswer = { ending: { kind: 'connection-lost', reason: 'reset' } };

function seen(text: string, bytes = Buffer.byteLength(text)): string {
  return `${RUN}.ndjson\n${bytes}\n${hashOf(text)}  f\n${text}`;
}

/** A cluster of three servers, of which s1 answers so about its newest mirror, and this machine with a run or none. */
async function found(newest: FakeAnswer, world: { readonly local?: string; readonly without?: string } = {}) {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'keyturn-read-mirrors-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true }));
  if (world.local !== undefined) {
    const journal = createJournal(journalFile(stateDirectory, CLUSTER.name, world.local), systemClock);
    if (journal.ok) journal.value.append(intended('command:prepare'));
  }
  const runners = new Map(
    ['s1', 's2', 's3'].map((server) => [
      server,
      fakeRunner(
        [
          ['newest mirrored journal', server === 's1' ? newest : 'none\n'],
          ['read mirrored journal', DAMAGED],
        ],
        { server },
      ),
    ]),
  );
  const search = {
    context: fakeContext(),
    cluster: CLUSTER,
    fleet: { runner: (server: string) => runners.get(server) } as never,
    stateDirectory,
    without: world.without === undefined ? [] : [world.without],
  };
  const run = await findMirroredRun(search);
  return {
    run,
    toEnd: await mirroredRunToEnd(search),
    read: [...runners.values()].flatMap(({ sent }) => sent).filter(({ name }) => name === 'read mirrored journal'),
  };
}

describe('the run that is known only from a server', () => {
  it.for<readonly [string, FakeAnswer, Parameters<typeof found>[1]]>([
    ['no mirror', 'none\n', {}],
    ['a mirror of a run that this machine knows', seen(DAMAGED), { local: RUN }],
    ['a mirror that is older than a run here', seen(DAMAGED), { local: '20261125T021500123Z-1a2b3c4d5e6f' }],
    ['a server that is left out', LOST, { without: 's1' }],
  ])('given %s, then there is none', async ([, newest, world], { expect }) => {
    const { run, toEnd, read } = await found(newest, world);
    expect(run).toEqual({ ok: true, value: undefined });
    expect(toEnd).toEqual({ ok: true, value: undefined });
    expect(read).toEqual([]);
  });

  it('given a server that cannot be asked, then the question stays open', async ({ expect }) => {
    const { run, toEnd } = await found(LOST);
    expect(run).toMatchObject({ ok: false, failure: { kind: 'connection-lost', server: 's1' } });
    expect(toEnd).toEqual(run);
  });

  it('given a damaged mirror, then nothing is taken from it, and it can be given up', async ({ expect }) => {
    const { run, toEnd } = await found(seen(DAMAGED));
    expect(run).toMatchObject({ ok: false, failure: { kind: 'mirror-corrupt', server: 's1', line: 1 } });
    expect(toEnd).toMatchObject({ ok: true, value: { runId: RUN, text: DAMAGED } });
  });

  it('given a mirror larger than any journal, then it is not read at all, and can be given up', async ({ expect }) => {
    const { run, toEnd, read } = await found(seen(DAMAGED, MOST_MIRROR_BYTES + 1));
    expect(run).toMatchObject({ ok: false, failure: { kind: 'mirror-corrupt', reason: 'larger than any journal' } });
    expect(toEnd).toMatchObject({ ok: true, value: { runId: RUN, text: '' } });
    expect(read).toEqual([]);
  });
});
