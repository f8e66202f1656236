import { describe, expect, it } from 'vitest';

import {
  judgeStageCommand,
  nextForStageCommand,
  type AfterSending,
  type BeforeSending,
  type NextForStageCommand,
} from '../../src/plan/judge-stage-command.ts';

/** `rotate`, of which nothing is there. */
const BEFORE: BeforeSending = {
  command: 'rotate',
  effect: 'no',
  unit: 'absent',
  recorded: 'nothing',
  serviceGone: false,
};

const NEXT: readonly (readonly [given: string, signs: Partial<BeforeSending>, next: NextForStageCommand])[] = [
  ['nothing of it', {}, 'send'],
  ['its effect, without a word in the journal', { effect: 'yes' }, 'found'],
  ['its effect and its unit', { effect: 'yes', unit: 'succeeded', recorded: 'intended' }, 'found'],
  ['a rewrite at work', { command: 'reencrypt', effect: 'begun', unit: 'succeeded', recorded: 'intended' }, 'found'],
  ['a journal that has it as done', { effect: 'yes', recorded: 'done' }, 'recorded'],
  ['a journal that has it as done, although the state went on', { effect: 'unclear', recorded: 'done' }, 'recorded'],
  ['an intention and no unit: it never reached systemd', { recorded: 'intended' }, 'send'],
  ['an intention and its unit at work', { unit: 'running', recorded: 'intended' }, 'observe'],
  ['an intention and its unit over', { unit: 'succeeded', recorded: 'intended' }, 'observe'],
  ['an intention and its unit failed', { unit: 'failed', recorded: 'intended' }, 'observe'],
  ['an intention and a unit that systemd describes strangely', { unit: 'unknown', recorded: 'intended' }, 'observe'],
  ['a plain refusal and its unit', { unit: 'failed', recorded: 'refused' }, 'clear-and-send'],
  ['a unit of that name that the journal does not know', { unit: 'failed' }, 'clear-and-send'],
  ['a leader on which somebody else was at work', { effect: 'unclear' }, 'unfit'],
  ['the same after a plain refusal', { effect: 'unclear', unit: 'failed', recorded: 'refused' }, 'unfit'],
  [
    'an intention, no unit, and a leader that is neither here nor there',
    { effect: 'unclear', recorded: 'intended' },
    'unfit',
  ],
  ['one that runs', { unit: 'running' }, 'still-running'],
  ['one that runs after a refusal', { unit: 'running', recorded: 'refused' }, 'still-running'],
  [
    'reencrypt taken by a service that is gone',
    { command: 'reencrypt', unit: 'succeeded', recorded: 'intended', serviceGone: true },
    'clear-and-send',
  ],
  [
    'the same, journalled as done',
    { command: 'reencrypt', unit: 'succeeded', recorded: 'done', serviceGone: true },
    'clear-and-send',
  ],
  [
    'the same, with its unit at work',
    { command: 'reencrypt', unit: 'running', recorded: 'intended', serviceGone: true },
    'observe',
  ],
  [
    'the same, and the old key is gone',
    { command: 'reencrypt', effect: 'yes', unit: 'succeeded', recorded: 'done', serviceGone: true },
    'recorded',
  ],
  [
    'rotate-keys taken by a service that is gone: it made a key',
    { command: 'rotate-keys', unit: 'failed', recorded: 'intended', serviceGone: true },
    'observe',
  ],
  [
    'prepare journalled as done by a service that is gone',
    { command: 'prepare', recorded: 'done', serviceGone: true },
    'recorded',
  ],
];

describe('what follows for a stage command before it is sent', () => {
  it.each(NEXT)('given %s: %j', (_, signs, next) => {
    expect(nextForStageCommand({ ...BEFORE, ...signs })).toBe(next);
  });

  it('never sends a command of which the journal has an intention and systemd a unit, but a rewrite that died', () => {
    for (const command of ['prepare', 'rotate', 'reencrypt-skip', 'rotate-keys'] as const) {
      for (const unit of ['running', 'succeeded', 'failed', 'unknown'] as const) {
        for (const serviceGone of [false, true]) {
          const next = nextForStageCommand({ ...BEFORE, command, unit, recorded: 'intended', serviceGone });
          expect(next).toBe('observe');
        }
      }
    }
  });
});

/** `rotate`, sent a moment ago. */
const AFTER: AfterSending = {
  command: 'rotate',
  effect: 'no',
  unit: 'running',
  serviceGone: false,
  endedForMs: 0,
};

const JUDGED: readonly (readonly [
  given: string,
  signs: Partial<AfterSending>,
  verdict: ReturnType<typeof judgeStageCommand>,
])[] = [
  ['it runs', {}, 'not-yet'],
  ['its effect while it runs', { effect: 'yes' }, 'took-effect'],
  ['its effect although it failed', { effect: 'yes', unit: 'failed' }, 'took-effect'],
  ['a rewrite that began', { effect: 'begun', unit: 'failed' }, 'took-effect'],
  ['it succeeded and shows nothing yet', { unit: 'succeeded', endedForMs: 29_999 }, 'not-yet'],
  ['it succeeded and never shows anything', { unit: 'succeeded', endedForMs: 30_000 }, 'over'],
  ['it failed this moment', { unit: 'failed', endedForMs: 1_999 }, 'not-yet'],
  ['it failed and shows nothing', { unit: 'failed', endedForMs: 2_000 }, 'over'],
  ['systemd does not know it yet', { unit: 'absent', endedForMs: 4_999 }, 'not-yet'],
  ['systemd never heard of it', { unit: 'absent', endedForMs: 5_000 }, 'over'],
  ['systemd does not answer', { unit: 'unread', endedForMs: 600_000 }, 'not-yet'],
  ['an unclear state after it succeeded', { effect: 'unclear', unit: 'succeeded', endedForMs: 1 }, 'not-yet'],
  ['--skip that is over', { command: 'reencrypt-skip', unit: 'succeeded' }, 'took-effect'],
  ['--skip that failed', { command: 'reencrypt-skip', unit: 'failed', endedForMs: 2_000 }, 'over'],
  [
    '--skip that is over, and a leader that cannot be read',
    { command: 'reencrypt-skip', effect: 'unread', unit: 'succeeded' },
    'not-yet',
  ],
  ['reencrypt whose service is gone', { command: 'reencrypt', unit: 'succeeded', serviceGone: true }, 'took-effect'],
  ['rotate whose service is gone', { unit: 'succeeded', serviceGone: true }, 'not-yet'],
];

describe('a stage command that was sent', () => {
  it.each(JUDGED)('given %s: %j', (_, signs, verdict) => {
    expect(judgeStageCommand({ ...AFTER, ...signs })).toBe(verdict);
  });
});
