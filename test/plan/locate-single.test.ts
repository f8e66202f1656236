import { describe, expect, it } from 'vitest';

import type { Entry } from '../../src/model/entry.ts';
import type { StepId } from '../../src/model/step.ts';
import { locate, type LocateInput } from '../../src/plan/locate.ts';
import {
  FINISHED as F,
  PREPARED as P,
  REWRITING as W,
  ROTATED as R,
  SAMPLE_FACTS,
  START as S,
  withFiles,
  type FileState,
} from '../support/sample-facts.ts';
import { journalUntil, samplePlan, TORN, type LastStep } from '../support/sample-journal.ts';

type Row = readonly [string, StepId | 'nothing', LastStep, FileState, LocateInput['units'], Entry];

const start: Entry = { at: 'start' };
const rotate: Entry = { at: 'rotate' };
const keeping: Entry = { at: 'reencrypt_active', rewrite: 'keep-old' };
const beforeDrop: Entry = { at: 'before-drop' };
const dropping: Entry = { at: 'reencrypt_active', rewrite: 'drop-old' };
const finished: Entry = { at: 'reencrypt_finished' };

const STAGED_ROWS: readonly Row[] = [
  ['prepared', 'command:prepare', 'done', P, {}, { at: 'prepare' }],
  ['rotated', 'command:rotate', 'done', R, {}, rotate],
  ['--skip never sent', 'command:reencrypt-skip', 'intended', R, {}, rotate],
  ['--skip at work', 'command:reencrypt-skip', 'intended', W, { 'reencrypt-skip': 'succeeded' }, keeping],
  ['--skip over, unjournalled', 'command:reencrypt-skip', 'intended', R, { 'reencrypt-skip': 'succeeded' }, beforeDrop],
  ['--skip over, client failed', 'command:reencrypt-skip', 'failed', R, { 'reencrypt-skip': 'failed' }, beforeDrop],
  ['--skip done, host rebooted', 'command:reencrypt-skip', 'done', R, {}, beforeDrop],
  ['rewritten and kept', 'rewrite-kept', 'done', R, {}, beforeDrop],
  ['reencrypt never sent', 'command:reencrypt', 'intended', R, { 'reencrypt-skip': 'succeeded' }, beforeDrop],
  ['the second rewrite at work', 'command:reencrypt', 'intended', W, { reencrypt: 'succeeded' }, dropping],
  ['the old key dropped', 'rewrite-finished', 'intended', F, {}, finished],
];

const KEYS_ROWS: readonly Row[] = [
  ['never sent', 'command:rotate-keys', 'intended', S, {}, start],
  ['refused', 'command:rotate-keys', 'failed', S, { 'rotate-keys': 'failed' }, start],
  ['sent a moment ago', 'command:rotate-keys', 'intended', S, { 'rotate-keys': 'running' }, start],
  [
    'died, the service started since',
    'command:rotate-keys',
    'failed',
    TORN.rotateKeys,
    { 'rotate-keys': 'failed' },
    dropping,
  ],
  ['announced', 'command:rotate-keys', 'intended', TORN.announced, { 'rotate-keys': 'running' }, dropping],
  [
    'at work, annotation unseen',
    'command:rotate-keys',
    'intended',
    TORN.rotateKeys,
    { 'rotate-keys': 'running' },
    dropping,
  ],
  [
    'at work, client timed out',
    'command:rotate-keys',
    'failed',
    TORN.rotateKeysActive,
    { 'rotate-keys': 'failed' },
    dropping,
  ],
  // failures.md 7.3, row 5: the wait that is entered reads why the command ended, and stops for a person.
  [
    'given up by the engine, which had begun',
    'rewrite-finished',
    'failed',
    TORN.rotateKeysActive,
    { 'rotate-keys': 'failed' },
    dropping,
  ],
  ['over, client timed out', 'command:rotate-keys', 'failed', F, { 'rotate-keys': 'failed' }, finished],
  ['over', 'rewrite-finished', 'done', F, { 'rotate-keys': 'succeeded' }, finished],
];

describe('a staged run on one control-plane server that is resumed', () => {
  const plan = samplePlan(SAMPLE_FACTS.one, 'staged');
  it.each(STAGED_ROWS)('given %s, goes on where the cluster is', (_, last, how, s1, units, entry) => {
    const facts = withFiles(SAMPLE_FACTS.one, { s1 });
    expect(locate({ journal: journalUntil(plan, last, how), facts, units })).toEqual({ ok: true, value: entry });
  });
});

describe('a rotate-keys run that is resumed', () => {
  it.each(KEYS_ROWS)('given %s, goes on where the cluster is', (_, last, how, s1, units, entry) => {
    const plan = samplePlan(SAMPLE_FACTS.one, 'rotate-keys');
    const facts = withFiles(SAMPLE_FACTS.one, { s1 });
    expect(locate({ journal: journalUntil(plan, last, how), facts, units })).toEqual({ ok: true, value: entry });
  });

  it.each([
    ['at work', 'command:rotate-keys', [TORN.rotateKeysActive, S, S], dropping],
    ['over', 'rewrite-finished', [F, S, S], finished],
    ['in its roll', 'restart:reencrypt_finished:s2', [F, F, S], finished],
  ] as const)('given followers on the old key and it is %s, goes on', (_, last, [s1, s2, s3], entry) => {
    const plan = samplePlan(SAMPLE_FACTS.three, 'rotate-keys');
    const facts = withFiles(SAMPLE_FACTS.three, { s1, s2, s3 });
    expect(locate({ journal: journalUntil(plan, last), facts, units: {} })).toEqual({ ok: true, value: entry });
  });
});
