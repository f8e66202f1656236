import { describe, it } from 'vitest';

import { unusedFiles } from '../../src/plan/checks/encryption.ts';
import {
  encryptionOf,
  FINISHED,
  NEW_KEY,
  PREPARED,
  SAMPLE_FACTS,
  withFiles,
  withServer,
} from '../support/sample-facts.ts';

const { threeWithTwoEtcdOnly, three } = SAMPLE_FACTS;
const unusedFile = (state: typeof FINISHED) => ({ unusedFile: encryptionOf(state).file });

describe('encryption files of servers without an apiserver', () => {
  it.for([
    ['they have the active key alone', threeWithTwoEtcdOnly],
    ['there is no such server', three],
    ['a server has no such file', withServer(threeWithTwoEtcdOnly, 's2', { unusedFile: undefined })],
  ] as const)('given %s, pass', ([, facts], { expect }) => {
    expect(unusedFiles({ facts })).toMatchObject([{ verdict: 'pass' }]);
  });

  it('given one that keeps an earlier key after a rotation, warns of it, by server', ({ expect }) => {
    const rotated = withServer(withFiles(threeWithTwoEtcdOnly, { s1: FINISHED }), 's2', unusedFile(FINISHED));
    expect(unusedFiles({ facts: rotated })).toMatchObject([
      { id: 'unused-files', verdict: 'warn', server: 's3', evidence: ['key=aescbc/aescbckey'] },
    ]);
  });

  it('given one with a second key beside the active one, names the second', ({ expect }) => {
    const facts = withServer(threeWithTwoEtcdOnly, 's3', unusedFile(PREPARED));
    expect(unusedFiles({ facts })).toMatchObject([{ server: 's3', evidence: [`key=aescbc/${NEW_KEY.name}`] }]);
  });
});
