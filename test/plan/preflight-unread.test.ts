import { describe, it } from 'vitest';

import type { Failure } from '../../src/model/failure.ts';
import type { ClusterFacts } from '../../src/model/facts.ts';
import { isRotationUnfinished } from '../../src/plan/rotation-unfinished.ts';
import { raised, unread } from '../support/preflight.ts';
import { withServer } from '../support/sample-facts.ts';

/** As facts are gathered, an answer that did not come is kept. */
function unanswered(facts: ClusterFacts): ClusterFacts {
  const failure: Failure = { kind: 'connection-lost', server: 's2', command: 'any' };
  return { ...facts, unanswered: [failure] };
}

describe('what could not be read', () => {
  it.for([
    ['the status of a server', unread({ status: true })],
    ['the credential files of a server', unread({ files: true })],
    ['either', unread({ status: true, files: true })],
  ] as const)(
    'given %s, is refused as that alone: not as encryption that is off, a rotation half-done, or hashes that differ',
    ([, facts], { expect }) => {
      expect(raised(unanswered(facts)).filter((line) => !line.includes('apiserver-loaded'))).toEqual([
        'refuse questions-answered s2',
      ]);
      expect(isRotationUnfinished(facts)).toBe(false);
    },
  );

  it('given a status that was not asked for because the service does not run, is refused as that', ({ expect }) => {
    const facts = unread({ status: true });
    const unit = facts.servers[1]?.unit;
    if (unit === undefined) throw new Error('no s2');
    const starting = withServer(facts, 's2', { unit: { ...unit, activeState: 'activating', subState: 'start' } });
    expect(raised(starting)).toEqual(['refuse units-active s2']);
  });
});
