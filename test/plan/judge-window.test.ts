import { describe, expect, it } from 'vitest';

import { judgeWindow, type WindowSigns } from '../../src/plan/judge-window.ts';
import { FINISHED, OLD_KEY, ROTATED, serverState, START, type FileState } from '../support/sample-facts.ts';
import { TORN } from '../support/sample-journal.ts';

const PLANES = 3;
const follower = (files: FileState) => serverState(files).file;

/** The engine has saved both keys, and waits for the reload of its apiserver. */
const WAITING: WindowSigns = {
  oldKey: OLD_KEY.name,
  follower: follower(START),
  isRestarted: false,
  leader: serverState(TORN.rotateKeysActive),
  saved: { now: 12, before: 11 },
  counted: { old: 10_000, new: 0 },
  canaries: PLANES,
};
/** 20 s of a rewrite that is as fast as any that was measured. */
const ENOUGH = 2_500;

const CASES: readonly [string, Partial<WindowSigns>, ReturnType<typeof judgeWindow>][] = [
  ['both keys are saved and no Secret is rewritten', {}, 'open'],
  ['both keys are saved, and a small cluster waits for the reload', { counted: { old: 40, new: 0 } }, 'open'],
  ['canaries alone are under the new key', { counted: { old: 40, new: PLANES } }, 'open'],
  ['the rewrite has long to go', { counted: { old: ENOUGH, new: 900 } }, 'open'],
  ['the rewrite ends before a service could start', { counted: { old: ENOUGH - 1, new: 900 } }, 'closed'],
  ['the file is written and not yet saved', { saved: { now: 11, before: 11 } }, 'not-yet'],
  ['the revision before the command is unknown', { saved: { now: 11, before: Infinity } }, 'not-yet'],
  [
    'the new key is in the file and does not write yet',
    { leader: serverState({ ...TORN.prepare, live: 'reencrypt_active' }) },
    'not-yet',
  ],
  ['the leader has the new key alone', { leader: serverState(FINISHED) }, 'closed'],
  ['the old key is out of the file and not yet gone', { leader: serverState(TORN.droppingActive) }, 'closed'],
  ['nobody rewrites any more', { leader: serverState(TORN.rotateKeys) }, 'closed'],
  ['the leader shows nothing of the command', { leader: serverState(START) }, 'closed'],
  ['the follower has both keys already', { follower: follower(ROTATED), leader: serverState(FINISHED) }, 'open'],
  ['its restart was requested', { isRestarted: true, leader: serverState(FINISHED) }, 'open'],
  ['the follower has the new key alone', { follower: follower(FINISHED), leader: serverState(FINISHED) }, 'closed'],
];

describe('the window in which a follower takes both keys', () => {
  it.each(CASES)('given %s', (_, change, verdict) => {
    expect(judgeWindow({ ...WAITING, ...change })).toBe(verdict);
  });
});
