import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it, onTestFinished } from 'vitest';

import { endRun } from '../../../src/apply/runs/end-run.ts';
import { journalFile } from '../../../src/apply/runs/run-directory.ts';
import { listRuns, newestBegunRun } from '../../../src/apply/runs/runs.ts';
import { systemClock } from '../../../src/apply/system-clock.ts';
import { success } from '../../../src/model/result.ts';

const RUN = '20261124T021500123Z-1a2b3c4d5e6f';

function ended(found: { readonly runId: string; readonly text: string } | undefined) {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'keyturn-end-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true }));
  const answer = endRun({
    stateDirectory,
    cluster: 'prod',
    operator: 'ops',
    clock: systemClock,
    confirm: async () => true,
    elsewhere: async () => success(found),
  });
  return { stateDirectory, answer };
}

describe('giving up a run that another machine began', () => {
  it.for(['{"sequence":0}\n', 'damaged\n', ''])(
    'given a server has a copy of its journal (%s), then the copy is kept here, and the run counts as given up here',
    async (text, { expect }) => {
      const { stateDirectory, answer } = ended({ runId: RUN, text });

      expect(await answer).toMatchObject({ ok: true, value: { runId: RUN } });
      expect(readFileSync(journalFile(stateDirectory, 'prod', RUN), 'utf8')).toBe(text);
      expect(listRuns(stateDirectory)).toMatchObject({ ok: true, value: [{ runId: RUN, outcome: 'given-up' }] });
      expect(newestBegunRun(stateDirectory, 'prod')).toEqual({ ok: true, value: RUN });
    },
  );

  it('given no server has one, then there is nothing to give up', async ({ expect }) => {
    expect(await ended(undefined).answer).toMatchObject({ ok: false, failure: { kind: 'nothing-to-resume' } });
  });
});
