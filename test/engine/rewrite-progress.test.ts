import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRewriteProgress } from '../../src/engine/rewrite-progress.ts';
import type { RewriteProgress } from '../../src/model/encryption.ts';
import { recording } from '../support/recordings.ts';

const DENIED = 'failed to update secret: admission webhook "policy.example.com" denied the request: no';
const DELETED = 'failed to update secret: secrets "kill1-s1-1" not found';
const CONFLICT =
  'failed to reencrypted secret: Operation cannot be fulfilled on secrets "serving-cert": the object has been modified; please apply your changes to the latest version and try again';

const RECORDED: Readonly<Record<string, RewriteProgress>> = {
  '2022/rewrite-running': { kind: 'running', rewritten: 8_490 },
  '2022/rewrite-complete': { kind: 'complete', rewritten: 10_046 },
  '2022/rewrite-failed': { kind: 'failed', rewritten: undefined, cause: CONFLICT },
  '2025/rewrite-running': { kind: 'running', rewritten: 200 },
  '2025/rewrite-complete': { kind: 'complete', rewritten: 1_024 },
  '2025/rewrite-failed': { kind: 'failed', rewritten: 50, cause: DENIED },
  '2025/rewrite-deleted-meanwhile': { kind: 'failed', rewritten: undefined, cause: DELETED },
  '2026/reencrypt-skip': { kind: 'complete', rewritten: 301 },
  '2026/reencrypt': { kind: 'complete', rewritten: 301 },
  '2026/rotate-keys': { kind: 'complete', rewritten: 301 },
  '2026/rewrite-complete': { kind: 'complete', rewritten: 13_642 },
  '2026/rewrite-deleted-meanwhile': { kind: 'failed', rewritten: undefined, cause: DELETED },
  '2026/rotate-keys-deleted-meanwhile': {
    kind: 'failed',
    rewritten: undefined,
    cause: 'failed to update secret: secrets "zz-02999" not found',
  },
  '2026/refused-journal': { kind: 'none' },
  '2026/start': { kind: 'none' },
};

/** The lines of a recording's journal, the first `count` of them. */
function begin(name: string, count: number): string {
  return recording(name).log.split('\n').slice(0, count).join('\n');
}

describe('progress of a rewrite in the journal', () => {
  it.each(Object.entries(RECORDED))('given %s, then its newest state is found', (name, expected) => {
    expect(parseRewriteProgress(recording(name).log)).toEqual(expected);
  });

  it.each([
    [1, { kind: 'begun' }],
    [2, { kind: 'running', rewritten: 50 }],
    [7, { kind: 'running', rewritten: 300 }],
  ] as const)('given the first %s lines of a rewrite, then it is as far as they say', (count, expected) => {
    expect(parseRewriteProgress(begin('2026/reencrypt-skip', count))).toEqual(expected);
  });

  it('given an earlier rewrite that failed in the same second, when the next one begins, then nothing is left of it', () => {
    const journal = recording('2026/rewrite-deleted-meanwhile').log + begin('2026/reencrypt-skip', 1);
    expect(parseRewriteProgress(journal)).toEqual({ kind: 'begun' });
  });

  it('given the pairs of a line in any order, then it says the same', () => {
    const [, pairs = ''] = /^time="[^"]*" (.*)$/m.exec(recording('2026/rewrite-deleted-meanwhile').log) ?? [];
    const words = pairs.match(/\w+=(?:"(?:[^"\\]|\\.)*"|\S*)/g) ?? [];
    expect(words).toHaveLength(10);
    fc.assert(
      fc.property(fc.shuffledSubarray(words, { minLength: words.length }), (shuffled) => {
        expect(parseRewriteProgress(shuffled.join(' '))).toEqual({
          kind: 'failed',
          rewritten: undefined,
          cause: DELETED,
        });
      }),
    );
  });

  it('given a webhook whose words look like an event, then they are its words', () => {
    const line = String.raw`level=info msg="Event occurred" message="denied: reason=SecretsUpdateComplete message=\"reencrypted 5 secrets\"" reason=SecretsUpdateError`;
    expect(parseRewriteProgress(line)).toMatchObject({ kind: 'failed' });
  });

  it('given a line wrapped by another logger, then its escaped quotes are no obstacle', () => {
    const line = String.raw`time="2026-03-09T09:46:54Z" level=info msg="Event occurred" reason=\"SecretsUpdateError\" message=\"failed to update secret: gone\"`;
    expect(parseRewriteProgress(line)).toEqual({
      kind: 'failed',
      rewritten: undefined,
      cause: 'failed to update secret: gone',
    });
  });

  it('given a second rewrite after a finished one, then the second one counts', () => {
    const journal = recording('2025/rewrite-complete').log + recording('2025/rewrite-running').log;
    expect(parseRewriteProgress(journal)).toEqual({ kind: 'running', rewritten: 200 });
  });

  it('given the end without a count, then the count is left open', () => {
    expect(parseRewriteProgress('reason="SecretsUpdateComplete" message="done"')).toEqual({
      kind: 'complete',
      rewritten: undefined,
    });
  });

  it('given any text, then nothing is thrown', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseRewriteProgress(text)).toEqual({ kind: 'none' });
      }),
    );
  });
});
