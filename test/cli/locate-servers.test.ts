import { describe, it } from 'vitest';
import { locate } from '../../src/cli/discovery/locate-servers.ts';
import type { Reached } from '../../src/facts/find-servers.ts';
import type { Failure } from '../../src/model/failure.ts';

const SILENT: Failure = { kind: 'interrupted', at: undefined };
const OWN: Reached = { kind: 'its-host' };
const OTHER: Reached = { kind: 'another-host' };
const NONE: Reached = { kind: 'not-asked', failure: SILENT };

const NODE = { name: 's1', roles: [], bootId: undefined, addresses: ['10.0.0.1', '10.0.0.2'] };
const CANDIDATES = [
  { name: 's1', node: NODE, host: '10.0.0.1' },
  { name: 's1..2', node: NODE, host: '10.0.0.2' },
];

describe('the address that is written for a server', () => {
  it.for([
    { what: 'its own host at the second', answers: [OTHER, OWN], host: '10.0.0.2', reached: true, failure: undefined },
    { what: 'silence at both', answers: [NONE, NONE], host: '10.0.0.1', reached: false, failure: SILENT },
    {
      what: 'another host at the first and silence at the second',
      answers: [OTHER, NONE],
      host: '10.0.0.2',
      reached: false,
      failure: SILENT,
    },
    { what: 'other hosts at both', answers: [OTHER, OTHER], host: '10.0.0.1', reached: false, failure: undefined },
  ])('given $what, then it is $host', ({ answers, host, reached, failure }, { expect }) => {
    const byName = new Map(
      CANDIDATES.flatMap(({ name }, place) => answers.slice(place, place + 1).map((each) => [name, each] as const)),
    );

    expect(locate(NODE, CANDIDATES, byName)).toEqual({ node: NODE, host, reached, failure });
  });
});
