import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaveUpWith, readStageAnswer, type StageAnswer } from '../../src/engine/stage-answer.ts';
import { STAGE_COMMANDS, type StageCommand } from '../../src/model/encryption.ts';
import { recorded } from '../support/recordings.ts';

const SUCCESSES: readonly (readonly [StageCommand, string, StageAnswer['kind']])[] = [
  ['prepare', 'prepare completed successfully\n', 'accepted-finished'],
  ['rotate', 'rotate completed successfully\n', 'accepted-finished'],
  ['reencrypt', 'reencryption started\n', 'accepted-started'],
  ['reencrypt-skip', 'reencryption started\n', 'accepted-started'],
  ['rotate-keys', 'keys rotated, reencryption started\n', 'accepted-started'],
  ['rotate-keys', 'keys rotated, reencryption finished\n', 'accepted-finished'],
];

const REFUSED_BY_JOURNAL: readonly (readonly [
  era: string,
  answer: string,
  journal: string,
  errorId: string,
  cause: string,
])[] = [
  [
    '2022-02',
    'FATA[0000] https://127.0.0.1:9345/v1-rke2/encrypt/config: 400 Bad Request Error secrets-encrypt-60217\n',
    '2022/status-refused-journal',
    '60217',
    'invalid annotation  found on node rke-m01.example.com',
  ],
  [
    '2026',
    recorded('2026/refused-on-a-terminal'),
    '2026/refused-journal',
    '64661',
    'hash does not match between cluster-control-plane-001 and cluster-control-plane-002',
  ],
];

describe('what a stage command answers', () => {
  it.each(SUCCESSES)('given %s and %j with exit 0, then it is %s', (command, text, kind) => {
    expect(readStageAnswer(command, text, 0)).toEqual({ kind });
  });

  it.each(SUCCESSES)('given %s and %j with exit 1, then it is unclear', (command, text) => {
    expect(readStageAnswer(command, text, 1)).toMatchObject({ kind: 'unclear', text });
  });

  it.each(STAGE_COMMANDS)('given %s, exit 0 and no words at all, then it is unclear', (command) => {
    expect(readStageAnswer(command, '', 0).kind).toBe('unclear');
  });

  it('given the words of another command with exit 0, then it is unclear', () => {
    expect(readStageAnswer('reencrypt', 'keys rotated, reencryption started\n', 0).kind).toBe('unclear');
  });

  it.each(['2022/refused', '2025/refused-on-a-terminal', '2025/refused', '2026/refused-on-a-terminal'])(
    'given the error of %s and no journal, then it is unclear and the id is known',
    (name) => {
      expect(readStageAnswer('rotate', recorded(name), 1)).toEqual({
        kind: 'unclear',
        text: recorded(name),
        errorId: /(\d{5})\D*$/.exec(recorded(name))?.[1],
        cause: undefined,
      });
    },
  );

  it.each(REFUSED_BY_JOURNAL)(
    'given an error of %s whose cause is in the journal, then it is refused',
    (_era, answer, journal, errorId, cause) => {
      expect(readStageAnswer('rotate', answer, 1, recorded(journal))).toEqual({ kind: 'refused', errorId, cause });
    },
  );

  it('given a cause that is raised after a change, then it stays unclear, with the cause', () => {
    const answer = readStageAnswer('rotate-keys', recorded('2025/refused'), 1, recorded('2025/not-reloaded-journal'));
    expect(answer).toMatchObject({
      kind: 'unclear',
      errorId: '22605',
      cause: expect.stringMatching(/^apiserver has not reloaded encryption configuration/),
    });
  });

  it('given a journal with the cause of another id, then it is unclear', () => {
    expect(
      readStageAnswer('rotate', recorded('2025/refused-on-a-terminal'), 1, recorded('2026/refused-journal')).kind,
    ).toBe('unclear');
  });

  it.each(['2026/nobody-serves-on-a-terminal', '2025/no-such-command'])(
    'given %s, then nothing was sent: refused',
    (name) => {
      expect(readStageAnswer('rotate-keys', recorded(name), 1)).toEqual({
        kind: 'refused',
        errorId: undefined,
        cause: recorded(name).trim(),
      });
    },
  );

  it('given a release without the command, which exits 3, then nothing was sent: refused', () => {
    expect(readStageAnswer('rotate-keys', recorded('2025/no-such-command'), 3).kind).toBe('refused');
  });

  it('given a time-out, then the server may go on', () => {
    expect(readStageAnswer('rotate-keys', recorded('2026/timed-out'), 1).kind).toBe('timed-out');
  });

  it('given a request that was dropped, then the server may have crashed', () => {
    expect(readStageAnswer('rotate-keys', recorded('2026/dropped'), 1).kind).toBe('dropped');
  });

  it('given an end by a signal before anything was said, then it is unclear', () => {
    expect(readStageAnswer('rotate', '', undefined).kind).toBe('unclear');
  });

  it('given any text and any ending but 0, then nothing is ever accepted', () => {
    const endings = fc.option(fc.integer({ min: 1, max: 255 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.constantFrom(...STAGE_COMMANDS),
        fc.string(),
        endings,
        fc.string(),
        (command, text, ending, journal) => {
          expect(readStageAnswer(command, text, ending, journal).kind).not.toMatch(/accepted/);
        },
      ),
    );
  });
});

describe('whether the server has given a begun command up', () => {
  it('given an error id, it has, for the cause in its journal', () => {
    const answer = readStageAnswer('rotate-keys', recorded('2025/refused'), 1, recorded('2025/not-reloaded-journal'));
    expect(gaveUpWith(answer)).toMatch(/^apiserver has not reloaded encryption configuration/);
  });

  it('given an error id without a cause in the journal, it has, and the id is what is known', () => {
    expect(gaveUpWith(readStageAnswer('rotate-keys', recorded('2025/refused'), 1))).toBe('error ID 22605');
  });

  it.each(['2026/timed-out', '2026/dropped', '2026/nobody-serves-on-a-terminal'])(
    'given %s, nothing says so',
    (name) => {
      expect(gaveUpWith(readStageAnswer('rotate-keys', recorded(name), 1))).toBeUndefined();
    },
  );

  it('given a success, nothing says so', () => {
    expect(gaveUpWith({ kind: 'accepted-started' })).toBeUndefined();
  });
});
