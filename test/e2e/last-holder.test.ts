import { describe, it } from 'vitest';

import type { Event } from '../../src/model/event.ts';
import { SECRETS } from '../../src/simulator/world/objects.ts';
import { atEntry, startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { journalOf, keyturn, rotateArguments } from './support/keyturn.ts';

/** The leader goes first in each of the three rolls; when it goes in the last one, the count before that roll is over. */
const LEADER_IN_LAST_ROLL = {
  fits: ({ kind, server }: { readonly kind: string; readonly server: string }) =>
    kind === 'service-restart' && server === 's1',
  nth: 3,
};

/** The bytes of one Secret as they are now, under the old key, come back then. */
function putBackInLastRoll(simulation: InProcessSimulation): void {
  const { store } = simulation.world.etcd;
  const [secret] = store.range(SECRETS.from, SECRETS.to);
  if (secret === undefined) throw new Error('there is no Secret');
  atEntry(simulation, LEADER_IN_LAST_ROLL, () => store.put(secret.key, secret.value));
}

describe('the last server that still has the old key', () => {
  it('given a Secret that comes under the old key while the last roll goes on, when that server is next, then the Secret is counted, repaired through it, and nothing is lost', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({ writers: true });
    putBackInLastRoll(simulation);

    const result = await keyturn(rotateArguments(simulation, '--read-back', 'all', '--output', 'ndjson'));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    const lines = result.stdout.trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Event);
    expect(events.filter(({ type }) => type === 'stragglers-repaired')).toMatchObject([
      { step: 'census:last-holder', through: 's3', count: 1 },
    ]);
    const census = journalOf(simulation).filter(
      ({ record }) => 'step' in record && record.step === 'census:last-holder',
    );
    expect(census.map(({ record }) => record.kind)).toEqual(['intended', 'done']);
    expect(simulation.census()).not.toHaveProperty('aescbckey');
    expect(await simulation.writersReport()).toMatchObject({ lost: 0 });
  });
});
