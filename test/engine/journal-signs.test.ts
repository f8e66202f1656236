import { describe, it } from 'vitest';

import { journalSigns, parseJournalSigns } from '../../src/engine/journal-signs.ts';
import { throughHostPipeline } from '../support/host-pipeline.ts';
import { recorded } from '../support/recordings.ts';

/** What leaves the host of a journal with these lines, by the command's own words in a real shell. */
function told(...lines: readonly string[]): string {
  return throughHostPipeline(
    journalSigns({ distribution: 'k3s', dataDir: '/nowhere' }),
    lines.join('\n'),
    'journalctl',
  );
}

function signs(...lines: readonly string[]) {
  return parseJournalSigns('s1', told(...lines));
}

describe('what the journal of an engine tells', () => {
  it('given a server that refuses to start, its last words are the newest ones', ({ expect }) => {
    expect(signs(recorded('2026/start'), recorded('2026/start-refused')).lastWords).toContain(
      'critical configuration value mismatch',
    );
    expect(signs(recorded('2026/start-refused')).lastWords).not.toContain('newer than datastore');
  });

  it('given a server that started afterwards, it has no last words', ({ expect }) => {
    expect(signs(recorded('2026/start-refused'), recorded('2026/start')).lastWords).toBeUndefined();
  });

  it('given causes with an error id, each is kept with it, oldest first', ({ expect }) => {
    const { causes } = signs(recorded('2026/given-up-restarted-refused'));
    expect(causes.map(({ errorId }) => errorId)).toEqual(['41416', '06499', '68895', '24398']);
    expect(causes[1]?.cause).toBe('incorrect stage: start found on node k4');
  });

  it('given a rewrite that met a deleted Secret, it is given up', ({ expect }) => {
    expect(signs(recorded('2026/rewrite-deleted-meanwhile')).rewrite).toEqual({
      kind: 'failed',
      rewritten: undefined,
      cause: 'failed to update secret: secrets "kill1-s1-1" not found',
    });
  });

  it('given lines that no diagnosis rests on, none of them leaves the host', ({ expect }) => {
    expect(
      told(
        'time="2026-11-27T23:01:18Z" level=info msg="Running kube-apiserver --token=K10abc::server:hunter2"',
        'E1128 04:54:18.428669   31953 transformer.go:164] "failed to decrypt data" err="c2VjcmV0"',
      ),
    ).toBe('');
  });
});
