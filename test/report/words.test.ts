import { describe, it } from 'vitest';
import { GATES } from '../../src/model/step.ts';
import { CHECK_WORDS } from '../../src/report/check-words.ts';
import { checkTexts } from '../../src/report/check-text.ts';
import { failureText } from '../../src/report/failure-text.ts';
import { commandLine, NO_HINTS, shellWord } from '../../src/report/hints.ts';
import { painted, cut, table, wrap } from '../../src/report/layout.ts';
import { gateText, stepTitle } from '../../src/report/step-text.ts';
import { createStyle } from '../../src/report/style.ts';
import { durationText, listed, roughDurationText } from '../../src/report/units.ts';
import { samplePlanWithCommands } from './samples.ts';

const PLANS = [
  samplePlanWithCommands('three', 'staged'),
  samplePlanWithCommands('three', 'rotate-keys'),
  samplePlanWithCommands('one', 'staged'),
  samplePlanWithCommands('split', 'staged'),
];

describe('titles of steps and gates', () => {
  it('given every step of every course, there is a title that names its server and is not the id', ({ expect }) => {
    for (const { id, servers } of PLANS.flatMap(({ steps }) => steps)) {
      expect(stepTitle(id)).not.toBe(id);
      expect(stepTitle(id)).not.toContain('undefined');
      if (id.startsWith('restart:')) expect(stepTitle(id)).toContain(`on ${servers[0]} (`);
    }
  });

  it('given a server named by an IPv6 address, the title keeps it whole', ({ expect }) => {
    expect(stepTitle('restart:prepare:fd00::1')).toContain('on fd00::1 (');
    expect(stepTitle('seal:fd00::1')).toContain('on fd00::1');
    expect(stepTitle('census:before:fd00::1')).toContain('before fd00::1 restarts');
  });

  it('given two gates, their words differ', ({ expect }) => {
    expect(new Set(GATES.map(gateText)).size).toBe(GATES.length);
  });
});

describe('the words of checks', () => {
  it('given every check of a plan, there are words for it', ({ expect }) => {
    const ids = PLANS.flatMap(({ checks }) => checks.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(150);
    expect(ids.filter((id) => CHECK_WORDS[id] === undefined)).toEqual([]);
  });

  it('given a known defect of the release, what it does is told, and where that is from', ({ expect }) => {
    const check = {
      id: 'known-issues',
      verdict: 'refuse',
      server: undefined,
      evidence: ['issue=snapshot-race', 'version=v1.30.1+rke2r1'],
      issues: ['k3s-io/k3s#1'],
    } as const;
    expect(checkTexts([check], failureText).map(({ evidence }) => evidence)).toEqual([
      'two etcd snapshots at the same time fail silently or are corrupt, version=v1.30.1+rke2r1, see k3s-io/k3s#1',
    ]);
  });

  it.for<readonly [string, readonly string[], string]>([
    ['etcd-quorum', ['members=3', 'healthy=2', 'majority=2'], '3 members, 2 healthy, a majority is 2'],
    ['etcd-healthy', ['member=s2-0a1b2c3d', 'healthy=false'], 'member s2-0a1b2c3d, not healthy'],
    ['inventory-complete', ['node=s3', 'inventory=absent'], 'Node s3, not in the inventory'],
    [
      'write-window',
      ['strategy=rotate-keys', 'followers=2', 'askedByName=true', 'accepted=false'],
      '2 other control-plane servers, not accepted',
    ],
    ['one-key', ['keys=2', 'healthy=2'], 'keys=2, healthy=2'],
  ])('given %s, what was seen is in words where there are some', ([id, evidence, text], { expect }) => {
    const check = { id, verdict: 'refuse', server: undefined, evidence, issues: [] } as const;
    expect(checkTexts([check], failureText).map((each) => each.evidence)).toEqual([text]);
  });

  it('given a check that nobody has words for, its id and what it saw are shown', ({ expect }) => {
    const check = {
      id: 'new-one',
      verdict: 'refuse',
      server: 's1',
      evidence: ['a=1', 'b=2'],
      issues: ['k3s-io/k3s#1'],
    } as const;
    expect(checkTexts([check], failureText)).toEqual([
      { verdict: 'refuse', title: 'new-one', evidence: 's1: a=1, b=2, see k3s-io/k3s#1', next: [] },
    ]);
  });

  it('given a check that refuses on several servers, it is one text, and servers with the same observation share it', ({
    expect,
  }) => {
    const on = (server: string, keys: number) =>
      ({ id: 'one-key', verdict: 'refuse', server, evidence: [`keys=${String(keys)}`], issues: [] }) as const;
    const checks = [on('s1', 2), on('s2', 2), on('s3', 0), { ...on('s4', 2), verdict: 'warn' as const }];
    const texts = checkTexts(checks, failureText);
    expect(texts.map(({ verdict, evidence }) => `${verdict} ${evidence}`)).toEqual([
      'refuse s1, s2: keys=2; s3: keys=0',
      'warn s4: keys=2',
    ]);
  });
});

describe('the advice for writes that a run left refused', () => {
  it.for(['writes-open', 'writes-left-frozen', 'stage-allowed'])(
    'given %s and an unfinished run that is kept here, it is to resume that run, as status says, and nothing else',
    (id, { expect }) => {
      const check = { id, verdict: 'refuse', server: undefined, evidence: [], issues: [] } as const;
      const hints = { ...NO_HINTS, inventory: 'hosts.yaml', unfinishedRun: () => 'r7' };
      const advice = checkTexts([check], failureText, hints)
        .flatMap(({ next }) => next)
        .join(' ');
      expect(advice).toContain('Continue run r7: keyturn rotate --inventory hosts.yaml --resume');
      expect(advice).not.toMatch(/kubectl|--adopt/);
    },
  );

  it('given no run is kept here and every server writes with one key, it is to take the refusal away', ({ expect }) => {
    const check = { id: 'writes-open', verdict: 'refuse', server: undefined, evidence: [], issues: [] } as const;
    expect(checkTexts([check], failureText).flatMap(({ next }) => next)).toEqual([
      expect.stringContaining('kubectl delete validatingadmissionpolicybinding'),
    ]);
  });
});

describe('a plan that no longer fits', () => {
  it('given servers with the same difference, they share a line; of a long command the part that differs is shown', ({
    expect,
  }) => {
    const on = (server: string) => ({ path: `servers.${server}.stage`, planned: 'start', found: 'prepare' });
    const line = (seconds: number): string =>
      `s1: ${'x'.repeat(80)} RuntimeMaxSec=${String(seconds)} ${'y'.repeat(80)}`;
    const drifts = [
      ...['s1', 's2'].map(on),
      { path: 'servers.s3.example.com', planned: 'present', found: 'absent' },
      { path: 'leader', planned: 's1', found: 's2' },
      { path: 'steps.command:prepare', planned: line(240), found: line(300) },
    ];
    const { details } = failureText({ kind: 'plan-drifted', planId: 'abc', drifts });
    expect(details.slice(0, 3)).toEqual([
      's1, s2: stage planned start, found prepare',
      's3.example.com: planned present, found absent',
      'leader: planned s1, found s2',
    ]);
    expect(details[3]).toMatch(
      /^steps\.command:prepare: planned \.\.\.x+ RuntimeMaxSec=240 y+\.\.\., found \.\.\.x+ RuntimeMaxSec=300 y+\.\.\.$/,
    );
    expect(details[3]?.length).toBeLessThan(200);
  });
});

describe('amounts for people', () => {
  it.for([
    [350, '350 ms'],
    [999, '999 ms'],
    [4_249, '4.2 s'],
    [5_000, '5 s'],
    [48_400, '48 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [90 * 86_400_000, '90 days'],
  ] as const)('given %i ms, says %s', ([ms, text], { expect }) => {
    expect(durationText(ms)).toBe(text);
  });

  it.for([
    [900, 'a few seconds'],
    [41_000, '45 s'],
    [121_000, '2 min 10 s'],
    [601_000, '11 min'],
  ] as const)('given an estimate of %i ms, says %s', ([ms, text], { expect }) => {
    expect(roughDurationText(ms)).toBe(text);
  });

  it('lists words as people do', ({ expect }) => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });
});

describe('layout', () => {
  it('given a long word, leaves it whole', ({ expect }) => {
    expect(wrap(`see ${'x'.repeat(40)} there`, 30)).toBe(`see\n${'x'.repeat(40)}\nthere`);
  });

  it('given coloured cells, lines the columns up', ({ expect }) => {
    const { red } = createStyle(true);
    expect(
      table([
        ['a', 'b'],
        [painted(red, 'long'), 'c'],
      ]),
    ).toBe(`a     b\n${red('long')}  c`);
  });

  it('given a coloured text that is too long, cuts it and closes the colour', ({ expect }) => {
    expect(cut(createStyle(true).red('abcdef'), 4)).toBe('\u001B[31mab\u001B[39m..\u001B[0m');
    expect(cut('abcd', 4)).toBe('abcd');
  });
});

describe('commands to copy', () => {
  it.for([
    ['plain', 'plain'],
    ['/a/b-c.yaml', '/a/b-c.yaml'],
    ['with blank', "'with blank'"],
    ["it's", String.raw`'it'\''s'`],
    ['', "''"],
  ] as const)('given the word %s, it is typed as %s', ([word, typed], { expect }) => {
    expect(shellWord(word)).toBe(typed);
  });

  it('given what the operator typed, repeats it', ({ expect }) => {
    const hints = { inventory: 'h.yaml', cluster: undefined, always: [] };
    expect(commandLine(hints, 'inventory check')).toBe('keyturn inventory check --inventory h.yaml');
  });
});
