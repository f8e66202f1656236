import { describe, it } from 'vitest';
import type { Failure } from '../../src/model/failure.ts';
import type { Disagreement } from '../../src/model/failures/run.ts';
import { failureText } from '../../src/report/failure-text.ts';
import type { Hints } from '../../src/report/hints.ts';
import { renderFailure } from '../../src/report/render-error.ts';
import { createStyle, PLAIN } from '../../src/report/style.ts';
import { SAMPLE_FAILURES } from './samples.ts';

const HINTS: Hints = { inventory: 'my hosts.yaml', cluster: 'prod', always: ['--state-dir', '/state'] };
const KINDS = Object.keys(SAMPLE_FAILURES) as (keyof typeof SAMPLE_FAILURES)[];

function shown(failure: Failure): string {
  return renderFailure(failureText(failure, HINTS), { style: PLAIN, width: 100 });
}

describe('the text of a failure', () => {
  it.for(KINDS)('given %s, it says what is wrong in one sentence', (kind, { expect }) => {
    const { what } = failureText(SAMPLE_FAILURES[kind], HINTS);
    expect(what.length).toBeGreaterThan(10);
    expect(what).not.toMatch(/\n|undefined|\[object|\.$/);
  });

  it.for(KINDS.filter((kind) => kind !== 'interrupted'))('given %s, it says what to do next', (kind, { expect }) => {
    const { next } = failureText(SAMPLE_FAILURES[kind], HINTS);
    expect(next.length).toBeGreaterThan(0);
    expect(next.join(' ')).not.toMatch(/undefined|\[object/);
  });

  it.for(KINDS)('given %s, it hides no part of the evidence', (kind, { expect }) => {
    const failure: Failure = SAMPLE_FAILURES[kind];
    const evidence = [
      'server' in failure ? (failure.server ?? '') : '',
      'file' in failure ? failure.file : '',
      'reason' in failure ? failure.reason : '',
      'cause' in failure ? failure.cause : '',
      'fingerprint' in failure ? failure.fingerprint : '',
      'holder' in failure ? failure.holder : '',
      ...('observed' in failure ? failure.observed : []),
      ...('names' in failure ? failure.names : []),
    ];
    const text = shown(failure);
    expect(evidence.filter((part) => !text.includes(part))).toEqual([]);
  });

  it.for([
    ['open', 's2 did not accept a command within 30 s', 'timing.connectTimeout'],
    ['first-byte', 'A command on s2 said nothing within 30 s', 'timing.commandTimeout'],
    ['total', 'A command on s2 did not end within 30 s', 'timing.commandTimeout'],
  ] as const)(
    'given a command whose deadline (%s) passed, it says which, and what lengthens it',
    ([phase, what, limit], { expect }) => {
      const text = failureText({ ...SAMPLE_FAILURES['command-timed-out'], phase }, HINTS);
      expect(text.what).toBe(what);
      expect(text.next.join(' ')).toContain(limit);
    },
  );

  it('given a run that can be resumed, it gives the whole command, quoted for a shell', ({ expect }) => {
    const text = failureText(SAMPLE_FAILURES['unfinished-run'], HINTS).next.join('\n');
    expect(text).toContain("keyturn rotate --inventory 'my hosts.yaml' --cluster prod --state-dir /state --resume");
  });

  it('given an invalid inventory, it names file, line and column of every problem', ({ expect }) => {
    expect(failureText(SAMPLE_FAILURES['inventory-invalid'], HINTS).details).toEqual([
      'hosts.yaml:4:5: clusters.prod.severs: found severs; expected servers (unknown-key)',
      'hosts.yaml: version: nothing found; expected 1 (missing)',
    ]);
  });

  it('given an inventory that is not valid YAML, it has the sentence of the parser as it is', ({ expect }) => {
    const problem = {
      rule: 'yaml-syntax',
      path: '',
      line: 4,
      column: 3,
      found: 'Tabs are not allowed',
      expected: undefined,
    };
    const failure: Failure = { kind: 'inventory-invalid', file: 'hosts.yaml', problems: [problem] };
    expect(failureText(failure).details).toEqual(['hosts.yaml:4:3: this is not valid YAML: Tabs are not allowed']);
  });

  it('given refusing checks, it shows them and their remedies, and not the ones that only warn', ({ expect }) => {
    const { what, details, next } = failureText(SAMPLE_FAILURES['preflight-refused'], HINTS);
    expect(what).toBe('2 checks refuse the rotation; nothing was changed');
    expect(details).toEqual([
      'servers have different versions: s1=v1, s2=v2',
      'a question was not answered: s3: The connection to s3 broke while a command ran: whether it finished is not known (command: x)',
    ]);
    expect(next).toContain('Finish the upgrade first.');
    expect(details.join()).not.toContain('survive');
  });

  it('given a refusal because a command failed, it shows which, and what it said last: the remedy is to read that', ({
    expect,
  }) => {
    const check = {
      id: 'questions-answered',
      verdict: 'refuse',
      server: 's1',
      evidence: ['failure=command-failed'],
      issues: [],
      failure: {
        kind: 'command-failed',
        server: 's1',
        command: 'k3s secrets-encrypt status',
        exitCode: 1,
        signal: undefined,
        stderr: 'warning: of no account\nUnauthorized\n',
      },
    } as const;

    const { details, next } = failureText({ kind: 'preflight-refused', checks: [check] }, HINTS);

    expect(details).toEqual([
      'a question was not answered: s1: A command on s1 failed with exit code 1 (command: k3s secrets-encrypt status; it said: Unauthorized)',
    ]);
    expect(next.join()).toContain('Read what it said above');
  });

  it('given a gate that timed out, claims nothing of the servers before it, and names the setting that allows more', ({
    expect,
  }) => {
    const next = failureText(SAMPLE_FAILURES['gate-timed-out']).next.join('\n');
    expect(next).not.toContain('not touched');
    expect(next).toContain('No other server is restarted before s2 is healthy.');
    expect(next).toContain('timing.restartDeadline');
  });

  it.for([
    ['unit', {}, 'allow more than 30 s: timing.restartDeadline'],
    ['stage', {}, 'allow more than 30 s: timing.restartDeadline'],
    ['saved', {}, undefined],
    ['cluster', {}, undefined],
    ['unit', { heldBefore: true }, undefined],
  ] as const)(
    'given the gate %s timed out %j, names the setting with its value only where more time is a cure',
    ([gate, more, advice], { expect }) => {
      const failure = { ...SAMPLE_FAILURES['gate-timed-out'], gate, allowedMs: 30_000, ...more };
      const next = failureText(failure).next.join('\n');
      if (advice === undefined) expect(next).not.toContain('timing.restartDeadline');
      else expect(next).toContain(advice);
    },
  );

  it('given nobody who answers, it speaks of no HTTP status', ({ expect }) => {
    const { what } = failureText({ ...SAMPLE_FAILURES['http-error'], status: 0 });
    expect(what).toContain('did not answer');
    expect(what).not.toContain('HTTP');
  });

  it('given a rewrite that a restart cut off, leads on; given one that the engine gave up, does not', ({ expect }) => {
    const gaveUp = SAMPLE_FAILURES['rewrite-failed'];
    expect(shown(gaveUp)).not.toContain('--resume');
    expect(shown(gaveUp)).toContain('Leave s1 running');
    expect(shown({ ...gaveUp, cause: 'secrets "a" not found' })).not.toMatch(/restart no server|webhook/i);
    expect(shown({ ...gaveUp, repaired: 'not-all' })).toContain('--resume');
    const repaired = shown({ ...gaveUp, repaired: 'all' }).replaceAll(/\s+/g, ' ');
    expect(repaired).toContain('all of them are under the new key');
    expect(shown({ ...gaveUp, bothKeysEverywhere: true })).toContain('restart the service on s1 alone');
    expect(shown({ ...gaveUp, bothKeysEverywhere: true, deleted: true })).toContain('--resume');
    expect(shown({ ...gaveUp, bothKeysEverywhere: true, deleted: true })).not.toContain('admission webhook');
    expect(shown({ ...gaveUp, abandoned: true })).toContain('--resume');
    expect(shown({ ...gaveUp, abandoned: true })).toContain(gaveUp.cause);
  });

  it('given a rewrite whose end does not come, tells a slow one from one that cannot go on, and where it may be restarted', ({
    expect,
  }) => {
    const overdue = SAMPLE_FAILURES['rewrite-overdue'];
    expect(shown(overdue)).toContain('1 Secret cannot be read through s1, among them: default/a');
    expect(shown(overdue)).toContain('restart the service on s1 alone');
    expect(shown({ ...overdue, unreadable: 0, names: [] })).toContain('The rewrite may only be slow');
    expect(shown({ ...overdue, unreadable: 0, names: [], listExpired: true })).toContain('has most likely ended');
    expect(shown({ ...overdue, listExpired: true })).toContain('cannot be read through s1');
    expect(shown({ ...overdue, unreadable: undefined, names: [] })).toContain('could not be found out');
    expect(shown({ ...overdue, bothKeysEverywhere: false })).toContain('restart no server');
  });

  it('given a rewrite that stopped, it does not say that the leader alone reads every Secret, which is not so after an early roll', ({
    expect,
  }) => {
    const stopped = {
      ...SAMPLE_FAILURES['rewrite-failed'],
      bothKeysEverywhere: false,
      deleted: false,
      lateReload: undefined,
    };
    expect(shown({ ...stopped, repaired: 'not-tried', abandoned: false })).not.toContain('only s1 reads');
  });

  const DISAGREEMENTS = {
    'stage-went-back': 'keyturn status',
    'stage-beyond-journal': 'keyturn status',
    'crashed-rewrite': '/var/lib/keyturn/sealed',
    'unknown-key': 'keyturn status',
    'stages-inconsistent': 'keyturn status',
    'servers-changed': 'resume',
    'key-missing': 'sealed copies',
    'rewrite-ambiguous': '--adopt',
    'command-still-running': '--resume',
  } as const satisfies Readonly<Record<Disagreement, string>>;

  it.for(Object.entries(DISAGREEMENTS))(
    'given the disagreement %s, it leads to %s',
    ([disagreement, way], { expect }) => {
      const failure: Failure = {
        kind: 'journal-disagrees',
        disagreement: disagreement as Disagreement,
        evidence: ['s1: keys=2'],
      };
      expect(shown(failure)).toContain('s1: keys=2');
      expect(failureText(failure, HINTS).next.join('\n')).toContain(way);
    },
  );
});

describe('the shape of an error', () => {
  it('is what, then details, then how to go on', ({ expect }) => {
    expect(shown(SAMPLE_FAILURES['command-failed'])).toBe(
      [
        'error: A command on s2 failed with exit code 4',
        '    command: sudo -n systemctl restart x',
        '    it said: first',
        '    it said: Unit x not found.',
        "  -> Read what it said above; the service's own log is on s2 (journalctl).",
        '   more: keyturn explain command-failed',
        '',
      ].join('\n'),
    );
  });

  it('given text of a host with escape sequences, lets none of them reach the terminal', ({ expect }) => {
    const nasty: Failure = {
      ...SAMPLE_FAILURES['command-failed'],
      stderr: 'a\u001B[2J\u001B]0;title\u0007b\rc\u202Ed\n',
    };
    const text = renderFailure(failureText(nasty), { style: createStyle(false), width: 100 });
    for (const control of ['\u001B', '\r', '\u202E', '\u0007']) expect(text).not.toContain(control);
    expect(text).toContain('it said: ab\uFFFDc\uFFFDd');
  });

  it('given a narrow terminal, keeps a command on one line of its own', ({ expect }) => {
    const { next } = failureText(SAMPLE_FAILURES['unfinished-run'], HINTS);
    const command = next[0]?.replace('Continue it: ', '') ?? '';
    const narrow = renderFailure({ what: 'x', details: [], next }, { style: PLAIN, width: 40 });
    expect(narrow.split('\n')).toContain(`     ${command}`);
  });

  it('given a narrow terminal, keeps a line of journalctl whole, unless more words follow', ({ expect }) => {
    const line = 'journalctl -u rke2-server.service -n 200';
    const next = [`See why: ${line}`, `See why: ${line}; and look at the datastore.`];
    const narrow = renderFailure({ what: 'x', details: [], next }, { style: PLAIN, width: 40 });
    expect(narrow.split('\n')).toContain(`     ${line}`);
    expect(narrow.match(new RegExp(line, 'g'))).toHaveLength(1);
  });

  it('given very many details, shows the first ones and counts the rest', ({ expect }) => {
    const differences = Array.from(
      { length: 100 },
      (_, index) => ({ kind: 'not-loaded', server: `s${index}` }) as const,
    );
    const many: Failure = { kind: 'proof-failed', differences };
    expect(shown(many)).toContain('(and 60 more)');
  });

  it('given a journal of a newer release, names that release and does not call it damaged', ({ expect }) => {
    const text = shown({ ...SAMPLE_FAILURES['journal-corrupt'], writtenBy: '9.0.0' }).replaceAll(/\s+/g, ' ');
    expect(text).toContain('was written by keyturn 9.0.0, in a form that this release does not know (line 7)');
    expect(text).toContain('use keyturn 9.0.0, or a newer release, for this run');
    expect(text).not.toContain('damaged');
  });
});
