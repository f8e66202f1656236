import { describe, it } from 'vitest';

import { judgeGuide } from '../../../src/audit/judge.ts';
import { auditDocument } from '../../../src/report/audit/audit-document.ts';
import { auditItems } from '../../../src/report/audit/items.ts';
import { auditText } from '../../../src/report/audit/audit-text.ts';
import { NO_HINTS } from '../../../src/report/hints.ts';
import { PLAIN } from '../../../src/report/style.ts';
import { AUDIT_CASES } from '../../audit/cases.ts';
import { goodFacts, goodHost } from '../../audit/sample-audit.ts';

const OPTIONS = { style: PLAIN, width: 100, hints: NO_HINTS };

function shown(facts: ReturnType<typeof goodFacts>) {
  const findings = { cluster: 'prod', profile: facts.profile, rows: judgeGuide(facts), benchmark: undefined };
  return {
    distribution: facts.distribution,
    findings,
    items: auditItems(findings, NO_HINTS),
    unasked: [],
    earlier: undefined,
  };
}

describe('the text of an audit', () => {
  it('given a good cluster, lists what passed and what does not apply, and has no FAIL', ({ expect }) => {
    const text = auditText(shown(goodFacts()), OPTIONS);

    expect(text).not.toContain('FAIL');
    expect(text).toMatch(/^pass +Kernel parameters +s1, s2 and s3$/m);
    expect(text).toMatch(/^n\/a +SELinux +s1, s2 and s3: SELinux is not enforcing here$/m);
    expect(text).toContain('Guide: 26 results: 23 passed, 3 not applicable.\nNothing has been changed.\n');
  });

  it('given failures, puts them first, equal ones of several servers together, with evidence, guide and command', ({
    expect,
  }) => {
    const hosts = ['s1', 's2', 's3'].map((name) =>
      goodHost(name, name === 's3' ? {} : { parameters: new Map([['kernel.panic', '0']]) }),
    );
    const lines = auditText(shown(goodFacts({ hosts })), { ...OPTIONS, width: 400 }).split('\n');

    expect(lines.slice(2, 7)).toEqual([
      'FAIL  Kernel parameters (kernel-parameters): s1 and s2',
      '    kernel.panic: 0, expected 10',
      '    guide: The host has the parameters that the kubelet expects, set by a file in /etc/sysctl.d, so that they hold after a boot.',
      expect.stringContaining('sudo cp -f /usr/local/share/rke2/rke2-cis-sysctl.conf /etc/sysctl.d/60-rke2-cis.conf'),
      '',
    ]);
  });

  it.for([80, 120])('given any case and %i columns, no line of words is longer', (width, { expect }) => {
    const long = AUDIT_CASES.flatMap(({ facts }) => auditText(shown(facts), { ...OPTIONS, width }).split('\n')).filter(
      (line) => line.length > width && !/kubectl|sudo|keyturn|^(?:pass|n\/a) /.test(line),
    );
    expect(long).toEqual([]);
  });

  it('given what a host wrote to deceive a terminal, prints nothing of it that a terminal obeys', ({ expect }) => {
    const level = '\u001B[2J\u001B[32mpass\u202E';
    const hosts = [goodHost('s1', { settings: { profile: level } })];
    const text = auditText(shown(goodFacts({ hosts })), OPTIONS);

    expect(text).toContain('FAIL  CIS profile');
    expect(text).not.toContain('\u001B');
    expect(text).not.toContain('\u202E');
  });

  it('given a document, has every row with its words, reason and commands', ({ expect }) => {
    const hosts = [goodHost('s1', { settings: {} })];
    const about = { now: 0, version: '0.1.0', exitCode: 7 };
    const document = auditDocument(shown(goodFacts({ hosts })), about);

    expect(document).toMatchObject({ schema: 'keyturn.audit/1', at: '1970-01-01T00:00:00.000Z', exitCode: 7 });
    expect(document.rows.find(({ row }) => row === 'cis-profile')).toMatchObject({
      server: 's1',
      status: 'fail',
      stig: ['CNTR-R2-000060 (V-254555)'],
      evidence: [
        { name: 'profile', seen: undefined, expected: 'cis', verdict: 'fails' },
        { name: 'profile on other servers', verdict: 'holds' },
      ],
      mend: [expect.stringContaining('Write "profile: cis" into /etc/rancher/rke2/config.yaml')],
    });
    expect(document.rows.find(({ row }) => row === 'network-policies')).toMatchObject({
      server: null,
      reason: { kind: 'no-profile' },
    });
  });
});
