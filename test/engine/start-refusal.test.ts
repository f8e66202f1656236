import { describe, expect, it } from 'vitest';

import { parseStartRefusal } from '../../src/engine/start-refusal.ts';

describe('why a service refuses to start', () => {
  it('given its files are newer than the datastore, in the words of any release, is told', () => {
    expect(parseStartRefusal('newer than datastore\n')).toBe('newer-than-datastore');
  });

  it('given nothing that is known, is not guessed', () => {
    expect(parseStartRefusal('')).toBeUndefined();
  });
});
