import { describe, it } from 'vitest';

import { eventText } from '../../src/report/event-text.ts';
import { failureText } from '../../src/report/failure-text.ts';
import { leaveOutAdvice, NO_HINTS, type Hints } from '../../src/report/hints.ts';
import { leftOutLines } from '../../src/report/left-out-text.ts';
import { hintsAfter, outcomeText } from '../../src/report/outcome-text.ts';
import { createStyle } from '../../src/report/style.ts';
import { summaryText } from '../../src/report/summary/summary-text.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';
import { SAMPLE_SUMMARY } from './sample-summary.ts';
import { SAMPLE_FAILURES } from './samples.ts';

const OPTIONS = { style: createStyle(false), width: 400 };
const S3 = { name: 's3', tried: { address: '10.0.0.13:22', reason: 'ECONNREFUSED' } };
const UNREACHABLE = SAMPLE_FAILURES['host-unreachable'];

function hints(leaveOut: Hints['leaveOut']): Hints {
  return { ...NO_HINTS, inventory: 'prod.yaml', ...(leaveOut === undefined ? {} : { leaveOut }) };
}

describe('what is told of servers that a run goes on without', () => {
  it.for<readonly [number | undefined, string]>([
    [undefined, 'goes on without s3 (no answer at 10.0.0.13:22: ECONNREFUSED)'],
    [4, 'goes on without s3 (no answer at 10.0.0.13:22: ECONNREFUSED)'],
    [2, 'etcd has 2 members left: while one of them is away, it has no quorum'],
    [1, 'etcd has 1 member left: while it is away, the cluster stands still'],
  ])('given %s members are left, then it says how many may still go', ([voters, expected], { expect }) => {
    expect(eventText({ ...SAMPLE_EVENTS['servers-left-out'], voters })).toContain(expected);
  });

  it('given the rotation is over, then the disk is to be destroyed; else it is to be kept, because a key on it may still be needed', ({
    expect,
  }) => {
    expect(leftOutLines([S3], 'ended', OPTIONS).join('\n')).toContain('destroy or wipe it');
    const unfinished = leftOutLines([S3], 'not-ended', OPTIONS).join('\n');
    expect(unfinished).toContain('Keep its disk until the rotation has ended');
    expect(unfinished).not.toContain('destroy');
    expect(leftOutLines([], 'ended', OPTIONS)).toEqual([]);
  });

  it('given it has come back, then its service is not to be started as it is, in either case', ({ expect }) => {
    for (const rotation of ['ended', 'not-ended'] as const)
      expect(leftOutLines([S3], rotation, OPTIONS).join('\n')).toMatch(
        /Should it come back: do not start the service as it is\./,
      );
  });

  it('given a run is done, then nothing is claimed of that server', ({ expect }) => {
    const summary = { ...SAMPLE_SUMMARY, leftOut: [S3] };

    expect(outcomeText({ kind: 'done' }, summary, NO_HINTS)).toEqual({
      good: 'Done: the key was rotated on every server but s3, left out, and the proof holds.',
    });
    expect(summaryText(summary, 'done', { ...OPTIONS, hints: NO_HINTS })).toContain('Left out: s3');
  });
});

describe('the way on where a host cannot be reached', () => {
  it.for<readonly [string, Hints['leaveOut'], string]>([
    ['rotate', { command: 'rotate', options: [] }, 'keyturn rotate --inventory prod.yaml --without s2'],
    [
      'rotate --resume, with one left out already',
      { command: 'rotate', options: ['--resume', '--without', 's3'] },
      'keyturn rotate --inventory prod.yaml --resume --without s3 --without s2',
    ],
    [
      'plan --adopt',
      { command: 'plan', options: ['--adopt'] },
      'keyturn plan --inventory prod.yaml --adopt --without s2',
    ],
    ['verify', { command: 'verify', options: [] }, 'keyturn verify --inventory prod.yaml --without s2'],
    ['nothing known', undefined, 'keyturn rotate --inventory prod.yaml --resume --without s2'],
  ])(
    'given %s, then it is the same command without that server, when it is out of the cluster',
    ([, leaveOut, line], { expect }) => {
      const next = failureText(UNREACHABLE, hints(leaveOut)).next.join('\n');

      expect(next).toContain(line);
      expect(next).toContain('gone for good, and not only out of reach from here');
      expect(next).toContain('neither its Node nor its etcd member');
    },
  );

  it('given status, which shows the others by itself, then nobody is told to leave a server out', ({ expect }) => {
    expect(leaveOutAdvice(hints({ command: 'status', options: [] }), ['s2'])).toBeUndefined();
  });

  it('given several hosts that are away and one that lets nobody in, then each is named with its reason, and one command leaves out those that are away', ({
    expect,
  }) => {
    const away = (name: string) => ({ name, failure: { ...UNREACHABLE, server: name } });
    const lockedOut = { name: 's1', failure: { kind: 'sudo-missing', server: 's1', user: 'ops' } } as const;

    const text = failureText(
      { kind: 'servers-unasked', servers: [lockedOut, away('s2'), away('s3')] },
      hints({ command: 'verify', options: [] }),
    );

    expect(text.what).toBe('3 servers cannot be asked: s1, s2 and s3');
    for (const name of ['s1', 's2', 's3']) expect(text.details.join('\n')).toContain(name);
    expect(text.next.filter((advice) => advice.includes('--without'))).toEqual([
      expect.stringContaining('keyturn verify --inventory prod.yaml --without s2 --without s3'),
    ]);
    expect(new Set(text.next).size).toBe(text.next.length);
  });

  it('given a run that stopped part-way, then it is resumed without it, with all that were left out before', ({
    expect,
  }) => {
    const begun = hints({ command: 'rotate', options: ['--adopt', '--without', 's3'] });

    expect(hintsAfter({ kind: 'stopped-resumable', failure: UNREACHABLE }, begun).leaveOut).toEqual({
      command: 'rotate',
      options: ['--resume', '--without', 's3'],
    });
    expect(hintsAfter({ kind: 'refused', failure: UNREACHABLE }, begun)).toBe(begun);
  });

  it('given the jump host is away, then no server is to be left out for it', ({ expect }) => {
    const next = failureText({ ...UNREACHABLE, atJumpHost: true }, NO_HINTS).next.join('\n');

    expect(next).not.toContain('--without');
  });

  it.for<readonly [string, readonly string[], boolean]>([
    ['the host did not answer', ['s2: host-unreachable: ECONNREFUSED'], true],
    ['its etcd member did not answer', ['unhealthy=s2'], true],
    ['its service does not run', ['s2: ActiveState=failed'], false],
  ])(
    'given a gate that timed out and %s, then that server is named, and only one that is away may be left out',
    ([, observed, isAway], { expect }) => {
      const failure = { ...SAMPLE_FAILURES['gate-timed-out'], gate: 'cluster', server: 's2', observed } as const;
      const next = failureText(failure, hints({ command: 'rotate', options: [] })).next.join('\n');

      expect(next).toContain('Look at s2 first');
      expect(next.includes('keyturn rotate --inventory prod.yaml --resume --without s2')).toBe(isAway);
    },
  );
});
