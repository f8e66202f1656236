import { describe, it } from 'vitest';

import { keysOutOfReach } from '../../src/plan/key-reach.ts';
import { arrangeRescue } from '../../src/plan/rescue/arrange.ts';
import { buildRescuePlan } from '../../src/plan/rescue/build.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { keysReachText } from '../../src/report/key-reach-text.ts';
import { renderRescuePlan, rescueQuestion } from '../../src/report/rescue-plan-text.ts';
import { createStyle } from '../../src/report/style.ts';
import { allSeen, GONE, HELD, stateOf } from '../plan/rescue/states.ts';
import { sampleCluster } from '../support/sample-facts.ts';

function shown(facts: typeof GONE, listsCommands = false): string {
  const state = stateOf(facts);
  const rescue = arrangeRescue(state, allSeen(state));
  if (!rescue.ok) throw new Error('not arranged');
  const plan = buildRescuePlan({
    facts,
    cluster: sampleCluster(facts),
    rescue: rescue.value,
    checks: [],
    commandsFor:
      () =>
      ({ id, servers }) => {
        const acts = id.startsWith('add-key:');
        return { commands: acts ? servers.map((server) => ({ server, line: `act '${id}'` })) : [], mutates: acts };
      },
  });
  const options = { style: createStyle(false), width: 80, hints: NO_HINTS };
  const reach = keysOutOfReach(facts);
  return renderRescuePlan(plan, rescue.value, { ...options, facts, reach, listsCommands });
}

describe('the plan of a rescue, on a screen', () => {
  it.for([
    ['no server has the key', GONE],
    ['followers have the key', HELD],
  ] as const)('given that %s, no line is longer than the terminal', ([, facts], { expect }) => {
    expect(
      shown(facts)
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  it('says what Secrets need, who has it, and what was not looked at', ({ expect }) => {
    const text = shown(GONE).replaceAll(/\s+/g, ' ');
    expect(text).toContain('8,811 under aescbc/aescbckey');
    expect(text).toContain('8,811 Secrets are under key aescbc/aescbckey, which no server has any more');
    expect(text).toContain('s2:/var/lib/keyturn/sealed/0123456789ab/before');
    expect(text).toContain('keyturn did not open any');
  });

  it('given a key that is carried, says from where and to whom; given one that is not, none for that server', ({
    expect,
  }) => {
    expect(shown(GONE)).toMatch(/^ {2}s1 +\w{8} +\w{8} +s2, over SSH +its sealed copy$/m);
    expect(shown(GONE)).toMatch(/^ {2}s2 +\w{8} +\w{8} +its copy 0123456789ab\/before +its sealed copy$/m);
    expect(shown(GONE)).toContain('passes through the memory of keyturn to s1 and s3');
    expect(shown(HELD)).toMatch(/^ {2}s2 +\w{8} +\w{8} +s1, over SSH \(whole\) +s1, over SSH$/m);
  });

  it('restarts a server with the old file first, and the leader last', ({ expect }) => {
    expect(shown(HELD)).toMatch(/^ {2}restarts +s2 s3 s1, one at a time/m);
  });

  it('given it was asked for commands, lists those that change something under their steps', ({ expect }) => {
    expect(shown(GONE, true)).toContain(
      "  * write the encryption file of s1 with the missing key behind its writing key\n      s1$ act 'add-key:s1'",
    );
  });

  it('asks for the name of the cluster', ({ expect }) => {
    const state = stateOf(GONE);
    const rescue = arrangeRescue(state, allSeen(state));
    if (!rescue.ok) throw new Error('not arranged');
    const none = () => () => ({ commands: [], mutates: false });
    const input = { facts: GONE, cluster: sampleCluster(GONE), rescue: rescue.value, checks: [], commandsFor: none };
    expect(rescueQuestion(buildRescuePlan(input))).toContain('type the name of the cluster (prod)');
  });
});

describe('what status, doctor and a refused rotation say of a key that servers lack', () => {
  it.for([GONE, HELD])('leads to the rescue', (facts, { expect }) => {
    const { next } = keysReachText(keysOutOfReach(facts), NO_HINTS);
    expect(next.join('\n')).toContain('keyturn rescue --inventory hosts.yaml --dry-run');
  });
});
