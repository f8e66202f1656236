import { describe, it } from 'vitest';

import { refusedWrites } from '../../src/history/refused-writes.ts';
import type { JournalLine, JournalRecord } from '../../src/model/journal.ts';
import { done, intended } from '../support/sample-journal.ts';

/** One line a second. */
function lines(...records: readonly JournalRecord[]): readonly JournalLine[] {
  return records.map((record, second) => ({ sequence: second, at: at(second), previous: '', record }));
}

function at(second: number): string {
  return `2026-11-28T05:00:0${second}.000Z`;
}

describe('the times in which a run refused writes', () => {
  it('given a run that froze nothing, are none', ({ expect }) => {
    expect(refusedWrites(lines(intended('command:rotate'), done('command:rotate')))).toEqual([]);
  });

  it('given a freeze and an unfreeze, last from the intention to freeze to the seen unfreeze', ({ expect }) => {
    const journal = lines(
      done('command:rotate'),
      intended('freeze-writes'),
      done('freeze-writes'),
      intended('unfreeze-writes'),
      done('unfreeze-writes'),
    );
    expect(refusedWrites(journal)).toEqual([{ from: at(1), until: at(4) }]);
  });

  it('given an early roll, last until writes pass again, and not until deletions do', ({ expect }) => {
    const journal = lines(
      intended('freeze-writes'),
      done('freeze-writes'),
      intended('allow-writes'),
      done('allow-writes'),
      done('rewrite-finished'),
      done('unfreeze-writes'),
    );
    expect(refusedWrites(journal)).toEqual([{ from: at(0), until: at(3) }]);
  });

  it('given an unfreeze whose effect was not seen, have no end', ({ expect }) => {
    const journal = lines(intended('freeze-writes'), done('freeze-writes'), intended('unfreeze-writes'));
    expect(refusedWrites(journal)).toEqual([{ from: at(0), until: undefined }]);
  });

  it('given a run that was resumed and froze again, are two', ({ expect }) => {
    const once = [
      intended('freeze-writes'),
      done('freeze-writes'),
      intended('unfreeze-writes'),
      done('unfreeze-writes'),
    ];
    const found: JournalRecord = { kind: 'found-done', step: 'freeze-writes', evidence: {} };
    expect(refusedWrites(lines(...once, found, done('unfreeze-writes')))).toEqual([
      { from: at(0), until: at(3) },
      { from: at(4), until: at(5) },
    ]);
  });
});
