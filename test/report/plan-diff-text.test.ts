import { describe, it } from 'vitest';
import { planDiffText } from '../../src/report/plan-diff-text.ts';
import { PLAIN } from '../../src/report/style.ts';

const FILES = { one: { file: 'a.json', id: 'aaaaaaaaaaaa' }, other: { file: 'b.json', id: 'bbbbbbbbbbbb' } };
const OPTIONS = { style: PLAIN, width: 80 };

describe('what differs between two plans', () => {
  it('given nothing, says so in one line', ({ expect }) => {
    expect(planDiffText({ ...FILES, differences: [] }, OPTIONS)).toBe(
      'a.json (plan aaaaaaaaaaaa) and b.json (plan bbbbbbbbbbbb) are alike.\n',
    );
  });

  it('given differences, names them by section; servers share a line, and of a long command the part that differs is shown', ({
    expect,
  }) => {
    const command = (seconds: number): string =>
      `s1$ env LC_ALL=C sudo -n systemd-run --unit keyturn --property=RuntimeMaxSec=${String(seconds)} rke2 secrets-encrypt prepare`;
    const version = { one: 'v1.36.3+rke2r1', other: 'v1.36.4+rke2r1' };
    const text = planDiffText(
      {
        ...FILES,
        differences: [
          { path: 'leader', one: 's1', other: 's2' },
          { path: 'course strategy', one: 'staged', other: 'rotate-keys' },
          { path: 'servers s1 version', ...version },
          { path: 'servers s2 version', ...version },
          { path: 'servers s3', one: 'present', other: undefined },
          { path: 'checks kured', one: 'pass', other: 'warn, lock=free' },
          { path: 'estimate totalMs', one: '60000', other: '90000' },
          { path: 'steps restart:prepare:s3', one: 'present', other: undefined },
          { path: 'steps command:prepare commands', one: command(240), other: command(300) },
        ],
      },
      OPTIONS,
    );
    expect(text).toBe(
      [
        'a.json (plan aaaaaaaaaaaa) and b.json (plan bbbbbbbbbbbb) differ in 9 places',
        'plan',
        '  - leader: s1 -> s2',
        'course',
        '  - strategy: staged -> rotate-keys',
        'servers',
        '  - s1, s2: version v1.36.3+rke2r1 -> v1.36.4+rke2r1',
        '  - s3: only in the first',
        'checks',
        '  - kured: pass -> warn, lock=free',
        'estimate',
        '  - totalMs: 1 min -> 1 min 30 s',
        'steps',
        '  - restart:prepare:s3: only in the first',
        '  - command:prepare commands: ...-property=RuntimeMaxSec=240 rke2',
        '    secrets-encrypt p... -> ...-property=RuntimeMaxSec=300 rke2 secrets-encrypt',
        '    p...',
        '',
      ].join('\n'),
    );
  });
});
