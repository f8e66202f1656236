import { describe, expect, it } from 'vitest';

import type { ServerState } from '../../../src/model/encryption.ts';
import type { Look } from '../../../src/model/step.ts';
import type { Roll } from '../../../src/model/strategy.ts';
import { judgeStage } from '../../../src/plan/judge-gates.ts';
import {
  encryptionOf,
  FINISHED,
  fileHash,
  NEW_KEY,
  OLD_KEY,
  PREPARED,
  ROTATED,
  serverState,
  START,
  type FileState,
} from '../../support/sample-facts.ts';

import { TORN } from '../../support/sample-journal.ts';

type Row = readonly [
  given: string,
  roll: Roll,
  own: ServerState,
  leader: FileState,
  kind: Exclude<Look<undefined>['kind'], 'broken'>,
];

const LATER_KEY = { provider: 'aescbc', name: 'aescbckey-2026-12-24T02:00:05Z' } as const;
const OLDER_ANNOTATION = { stage: 'rotate', sha256: fileHash([OLD_KEY]) } as const;

const ROWS: readonly Row[] = [
  ['the stage and file of prepare', 'prepare', serverState(PREPARED), PREPARED, 'holds'],
  ['the stage and file of rotate', 'rotate', serverState(ROTATED), ROTATED, 'holds'],
  ['the stage and file of the end', 'reencrypt_finished', serverState(FINISHED), FINISHED, 'holds'],
  ['both keys and the old state, while the leader rewrites', 'early', serverState(TORN.rotateKeys), ROTATED, 'holds'],
  ['both keys, when the leader has dropped the old one', 'early', serverState(TORN.rotateKeys), FINISHED, 'holds'],
  ['the new key alone, which the last look of the roll tells', 'early', serverState(FINISHED), FINISHED, 'holds'],
  ['the old key alone', 'early', serverState(START), ROTATED, 'not-yet'],
  [
    'an annotation from before the restart',
    'early',
    serverState({ ...TORN.rotateKeys, live: 'rotate' }),
    ROTATED,
    'not-yet',
  ],
  ['a server that came back with its old files', 'prepare', serverState(START), PREPARED, 'not-yet'],
  ['the stage of an earlier roll', 'rotate', serverState(PREPARED), ROTATED, 'not-yet'],
  ['a state file of another file', 'rotate', serverState({ ...ROTATED, stateSha256: 'other' }), ROTATED, 'not-yet'],
  ['an annotation that lags behind', 'rotate', serverState({ ...ROTATED, live: 'prepare' }), ROTATED, 'not-yet'],
  ['no annotation', 'rotate', { ...serverState(ROTATED), annotation: undefined }, ROTATED, 'not-yet'],
  [
    'an annotation of this stage for another file',
    'rotate',
    { ...serverState(ROTATED), annotation: OLDER_ANNOTATION },
    ROTATED,
    'not-yet',
  ],
  [
    'the end of an earlier rotation, and the leader at the end of this one',
    'reencrypt_finished',
    serverState({ ...START, stage: 'reencrypt_finished' }),
    { ...FINISHED, keys: [NEW_KEY] },
    'not-yet',
  ],
  [
    'the stage of the roll and as many keys, and one of them is another one',
    'prepare',
    differentFile(serverState({ ...PREPARED, keys: [OLD_KEY, LATER_KEY] })),
    PREPARED,
    'not-yet',
  ],
];

/** The stand-in for the hash knows keys by their order alone. */
function differentFile(state: ServerState): ServerState {
  const sha256 = 'c'.repeat(64);
  const annotation = state.annotation === undefined ? undefined : { ...state.annotation, sha256 };
  return { file: { ...state.file, sha256 }, state: { ...state.state, sha256 }, annotation };
}

describe('the gate of the stage', () => {
  it.each(ROWS)('given %s, in the roll of %s', (_given, roll, own, leader, kind) => {
    expect(judgeStage(roll, own, { file: fileOf(leader) }).kind).toBe(kind);
  });
});

function fileOf(state: FileState): ServerState['file'] {
  const { file } = encryptionOf(state);
  if (file === undefined) throw new Error('a sample without a file');
  return file;
}
