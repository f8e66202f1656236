import { describe, expect, it } from 'vitest';

import type { ServerState } from '../../src/model/encryption.ts';
import { judgeRewrite, type RewriteSigns, type RewriteVerdict } from '../../src/plan/judge-rewrite.ts';
import { FINISHED, OLD_KEY, REWRITING, ROTATED, START, serverState, type FileState } from '../support/sample-facts.ts';
import { TORN } from '../support/sample-journal.ts';

type Row = readonly [
  given: string,
  rewrite: RewriteSigns['rewrite'],
  leader: FileState,
  signs: Partial<RewriteSigns>,
  verdict: RewriteVerdict,
];

const OVER = { kind: 'over' } as const;
const GOES_ON = { kind: 'goes-on' } as const;

const ROWS: readonly Row[] = [
  ['the old key dropped', 'drop-old', FINISHED, {}, OVER],
  ['the old key dropped, whatever the command said', 'drop-old', FINISHED, { gaveUp: 'late', restarted: true }, OVER],
  ['both keys and stage rotate after --skip', 'keep-old', ROTATED, {}, OVER],
  ['--skip that failed at one Secret: the census finds the rest', 'keep-old', ROTATED, { failedEvent: 'denied' }, OVER],
  ['both keys and stage rotate, although the old one was to go', 'drop-old', ROTATED, {}, GOES_ON],
  ['a rewrite at work', 'drop-old', REWRITING, {}, GOES_ON],
  ['--skip at work', 'keep-old', REWRITING, {}, GOES_ON],
  ['rotate-keys announced', 'drop-old', TORN.announced, {}, GOES_ON],
  ['rotate-keys waiting for its apiserver', 'drop-old', TORN.rotateKeysActive, {}, GOES_ON],
  [
    'rotate-keys cut off: its annotation is gone, as a service that starts does away with it',
    'drop-old',
    TORN.rotateKeys,
    {},
    { kind: 'restarted' },
  ],
  ['the file written, its state not yet', 'drop-old', TORN.droppingActive, {}, GOES_ON],
  [
    'the stage of an earlier rotation, and the old key',
    'drop-old',
    { ...START, stage: 'reencrypt_finished' },
    {},
    GOES_ON,
  ],
  [
    'the engine’s own event that it failed',
    'drop-old',
    REWRITING,
    { failedEvent: 'webhook denied' },
    { kind: 'gave-up', cause: 'webhook denied' },
  ],
  [
    'an error id in answer to rotate-keys, and no event',
    'drop-old',
    TORN.rotateKeysActive,
    { gaveUp: 'apiserver has not reloaded encryption configuration' },
    { kind: 'gave-up', cause: 'apiserver has not reloaded encryption configuration' },
  ],
  ['another service than the one that rewrote', 'drop-old', ROTATED, { restarted: true }, { kind: 'restarted' }],
];

describe('how a rewrite stands', () => {
  it.each(ROWS)('given %s', (_, rewrite, leader, signs, verdict) => {
    const state: ServerState = serverState(leader);
    const usual = { failedEvent: undefined, gaveUp: undefined, restarted: false };
    expect(judgeRewrite({ rewrite, leader: state, oldKey: OLD_KEY.name, ...usual, ...signs })).toEqual(verdict);
  });
});
