import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStageHash } from '../../src/engine/stage-hash.ts';
import { STAGES } from '../../src/model/encryption.ts';

const SHA256 = '0123456789abcdef'.repeat(4);

describe('<stage>-<sha256> of the state file and the annotation', () => {
  it.each(STAGES)('given stage %s, when it is read, then stage and hash are found', (stage) => {
    expect(parseStageHash(`${stage}-${SHA256}\n`)).toEqual({ stage, sha256: SHA256 });
  });

  it.each([
    '',
    SHA256,
    `start-${SHA256.slice(1)}`,
    `start-${SHA256}0`,
    `pause-${SHA256}`,
    `start-${SHA256.toUpperCase()}`,
  ])('given %j, when it is read, then it is nothing', (text) => {
    expect(parseStageHash(text)).toBeUndefined();
  });

  it('given any text, when it is read, then nothing is thrown', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseStageHash(text)).toBeUndefined();
      }),
    );
  });
});
