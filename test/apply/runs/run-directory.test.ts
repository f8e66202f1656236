import { dirname, join, relative, sep } from 'node:path';

import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { journalFile, localLockFile } from '../../../src/apply/runs/run-directory.ts';
import { CLUSTER_NAME } from '../../../inventory/formats.ts';

const STATE = join(sep, 'state');

describe('the files of a cluster', () => {
  it('given any name that an inventory may have, are in places of their own below the state directory', ({
    expect,
  }) => {
    const names = fc.oneof(
      fc.stringMatching(CLUSTER_NAME.pattern),
      fc.string({ unit: fc.constantFrom('.', '/', 'a', '-', '\0', '\n') }),
    );
    fc.assert(
      fc.property(names, (name) => {
        fc.pre(CLUSTER_NAME.pattern.test(name));
        expect(relative(STATE, journalFile(STATE, name, 'run-1')).split(sep)).toEqual([
          'runs',
          name,
          'run-1',
          'journal.ndjson',
        ]);
        expect(dirname(localLockFile(STATE, name))).toBe(join(STATE, 'locks'));
      }),
    );
  });

  it.for(['..', '.', '../prod', 'a/b', '/etc', 'a/../..', '', '-rf', 'a\n', 'a\0b', 'ä', '.hidden'])(
    'given %j, then no inventory may have that name',
    (name, { expect }) => {
      expect(CLUSTER_NAME.pattern.test(name)).toBe(false);
    },
  );
});
