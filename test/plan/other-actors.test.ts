import { describe, expect, it } from 'vitest';

import type { ClusterFacts } from '../../src/model/facts.ts';
import type { OtherActor } from '../../src/model/other-actor.ts';
import { raised } from '../support/preflight.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';

const { three } = SAMPLE_FACTS;

/** Somebody who may restart servers. */
function actor(change: Partial<OtherActor>): OtherActor {
  return { kind: 'kured', name: 'kube-system/kured', server: undefined, phase: 'present', evidence: [], ...change };
}

describe('others who restart servers', () => {
  it.each<readonly [string, readonly string[], ClusterFacts]>([
    [
      'an upgrade plan at work',
      ['refuse upgrade-plans'],
      { ...three, otherActors: [actor({ kind: 'upgrade-plan', name: 'system-upgrade/server', phase: 'acting' })] },
    ],
    [
      'an upgrade plan that follows a channel',
      ['warn upgrade-plans'],
      { ...three, otherActors: [actor({ kind: 'upgrade-plan', name: 'system-upgrade/server' })] },
    ],
    [
      "Rancher's agents, of which one carries out a plan",
      ['refuse system-agents s2', 'warn system-agents s1'],
      {
        ...three,
        otherActors: [
          actor({ kind: 'system-agent', server: 's1' }),
          actor({ kind: 'system-agent', server: 's2', phase: 'acting' }),
        ],
      },
    ],
    ['kured', ['warn kured'], { ...three, otherActors: [actor({ kind: 'kured' })] }],
    [
      'a planned reboot',
      ['refuse host-reboots s3'],
      { ...three, otherActors: [actor({ kind: 'reboot', server: 's3', phase: 'acting' })] },
    ],
    [
      'a timer that updates a host soon',
      ['warn host-reboots s3'],
      { ...three, otherActors: [actor({ kind: 'update-timer', server: 's3' })] },
    ],
  ])('given %s, are judged: %j', (_given, expected, facts) => {
    expect(raised(facts)).toEqual(expected);
  });
});
