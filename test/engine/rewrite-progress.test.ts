import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRewriteProgress, type RewriteProgress } from '../../src/engine/rewrite-progress.ts';
import { recorded } from './recorded.ts';

const RECORDED: Readonly<Record<string, RewriteProgress>> = {
  'rewrite-2022-complete': { kind: 'complete', rewritten: 8_497 },
  'rewrite-2026-running': { kind: 'running', rewritten: 100 },
  'rewrite-2026-complete': { kind: 'complete', rewritten: 73 },
  'rewrite-2026-failed': {
    kind: 'failed',
    rewritten: 50,
    cause: 'failed to update secret: admission webhook "policy.example.com" denied the request: no',
  },
  'journal-2026-refused': { kind: 'none' },
};

describe('progress of a rewrite in the journal', () => {
  it.each(Object.entries(RECORDED))('given %s, then its newest state is found', (name, expected) => {
    expect(parseRewriteProgress(recorded(name))).toEqual(expected);
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
    const journal = recorded('rewrite-2026-complete') + recorded('rewrite-2026-running');
    expect(parseRewriteProgress(journal)).toEqual({ kind: 'running', rewritten: 100 });
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
