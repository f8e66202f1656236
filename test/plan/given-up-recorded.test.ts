import { describe, it } from 'vitest';

import { knownIssues } from '../../src/engine/known-issues.ts';
import { namesOf } from '../../src/engine/encryption-file.ts';
import { parseStageHash } from '../../src/engine/stage-hash.ts';
import { parseStatus } from '../../src/engine/parse-status.ts';
import { adopt } from '../../src/plan/adopt.ts';
import { isRotationUnfinished } from '../../src/plan/rotation-unfinished.ts';
import { verdicts } from '../support/preflight.ts';
import { recorded } from '../support/recordings.ts';
import {
  encryptionOf,
  SAMPLE_FACTS,
  sampleCluster,
  START,
  withNode,
  withServer,
  type SampleFacts,
} from '../support/sample-facts.ts';

const ISSUES = knownIssues('v1.36.3+k3s1', { distribution: 'k3s', splitRoles: false });
const AFTERWARDS = Date.parse('2026-11-28T02:00:00Z');
const LATER = { provider: 'aescbc', name: 'aescbckey-2026-11-28T01:17:35Z' };
const EARLIER = { provider: 'aescbc', name: 'aescbckey' };
const GIVEN_UP = [
  ['the engine has given up', 'given-up'],
  ['its service was restarted since, so that its stage looks clean', 'given-up-restarted'],
] as const;

/** The leader as the real K3s showed it, read by the parsers that read it in a run. */
function asRecorded(facts: SampleFacts, name: (typeof GIVEN_UP)[number][1]): SampleFacts {
  const [stateText = '', hashLine = '', ...rest] = recorded(`2026/${name}-files`).trim().split('\n');
  const [state, annotation] = [parseStageHash(stateText), parseStageHash(rest.at(-1) ?? '')];
  const names = namesOf(['"aescbc": {', ...rest.slice(0, -1)]);
  const said = parseStatus(recorded(`2026/status-text-${name}`));
  const { file } = encryptionOf(START);
  if (!names.ok || !said.ok || file === undefined) throw new Error(`${name} is not read`);
  const changed = withServer(facts, 's1', {
    encryption: {
      filesRead: true,
      file: { ...file, keys: names.value.keys, sha256: hashLine.slice(0, 64) },
      state,
      status: { kind: 'read', said: said.value },
    },
  });
  const looked = { ...changed, nodes: changed.nodes.map((node) => ({ ...node, heartbeatAt: '2026-11-28T01:59:55Z' })) };
  return withNode(looked, 's1', { annotation });
}

function adoptFrom(facts: SampleFacts) {
  return adopt({ facts, policy: sampleCluster(facts).rotation, freezeWrites: false });
}

function refusals(facts: SampleFacts) {
  return verdicts(facts, { issues: ISSUES, now: AFTERWARDS }).filter(({ verdict }) => verdict === 'refuse');
}

describe('a rotate-keys that a real K3s gave up half-way', () => {
  it.for(GIVEN_UP)(
    'given %s, when it is the only server, then it is half-way, a new rotation is refused, and it is taken up with both keys, whose earlier one is to go',
    ([, name], { expect }) => {
      const facts = asRecorded(SAMPLE_FACTS.one, name);

      expect(isRotationUnfinished(facts)).toBe(true);
      expect(refusals(facts)).toMatchObject([
        { id: 'stage-allowed', evidence: ['s1=start', 'strategy=rotate-keys', 'continuesAt=reencrypt_active'] },
      ]);
      expect(adoptFrom(facts)).toMatchObject({
        value: {
          oldKey: EARLIER,
          entry: { at: 'reencrypt_active', rewrite: 'drop-old' },
          course: { strategy: 'rotate-keys', controlPlanes: 'single' },
        },
      });
    },
  );

  it('given its service was restarted since, when there are other servers, then it is a rewrite that was cut off, both keys are in the datastore, and a person decides', ({
    expect,
  }) => {
    const facts = asRecorded(SAMPLE_FACTS.three, 'given-up-restarted');

    expect(refusals(facts)).toMatchObject([
      {
        id: 'rewrite-cut-off',
        server: 's1',
        evidence: [
          'stage=start',
          `key=aescbc/${LATER.name}`,
          `key=aescbc/${EARLIER.name}`,
          'unreadable through=s2',
          'unreadable through=s3',
          'bothKeysSaved=yes',
        ],
      },
    ]);
    expect(adoptFrom(facts)).toMatchObject({
      failure: { kind: 'journal-disagrees', disagreement: 'crashed-rewrite' },
    });
  });
});
