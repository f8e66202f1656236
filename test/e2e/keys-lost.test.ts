import { describe, it, vi } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { linesThatChange, startSimulation, type RunningSimulation } from './support/simulation.ts';

const LEFT = 12;
const SENTENCE = `${String(LEFT)} Secrets are under key aescbc/aescbckey`;
const HELD = 'which s1 does not have: do not restart s2 or s3, and do not remove the sealed copies of this key';
const GONE = 'which no server has any more: do not remove the sealed copies of it, and restart no server';
/** What is said of such a cluster otherwise, and would do harm or lead nowhere. */
const HARMFUL = [
  /start it/i,
  /turn it on/i,
  /--adopt/,
  /--resume/,
  /restart the service/i,
  /a rotation moves them/,
  /missed a restart/,
];

/** A copy of the credential files of s2, as every run of keyturn leaves them, before the key is lost. */
async function lose(simulation: RunningSimulation, fault: string, distribution: string): Promise<void> {
  const cred = `/var/lib/rancher/${distribution}/server/cred`;
  const sealed = '/var/lib/keyturn/sealed/0123456789ab';
  const copied = await simulation.exec(
    's2',
    `install -d -m 0700 /var/lib/keyturn/sealed ${sealed} ${sealed}/before && install -m 0600 ${cred}/encryption-config.json ${sealed}/before/encryption-config.json`,
  );
  if (copied.exitCode !== 0) throw new Error(copied.stderr);
  await simulation.fault(fault);
  if (!fault.endsWith(':everywhere')) return;
  // A server that starts takes its files from the datastore when it has one.
  const file = (host: string) => simulation.exec(host, `sha256sum ${cred}/encryption-config.json`);
  await vi.waitFor(
    async () => {
      const [first, ...others] = await Promise.all(['s1', 's2', 's3'].map(file));
      if (others.some(({ stdout }) => stdout !== first?.stdout)) throw new Error('not yet');
    },
    { timeout: 150_000, interval: 100 },
  );
}

/** Lines of a text, joined: what a width broke is whole again. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe.each(['k3s', 'rke2'] as const)('Secrets under a key that servers do not have, on %s', (distribution) => {
  it.for([
    [`keys-lost:${String(LEFT)}`, HELD],
    [`keys-lost:${String(LEFT)}:everywhere`, GONE],
  ] as const)(
    'given %s, when anything is asked, then it says first how many, under which key, who has it and what to leave alone, and changes nothing',
    async ([fault, sentence], { expect }) => {
      await using simulation = await startSimulation({ distribution, secrets: 30 });
      await lose(simulation, fault, distribution);
      const ask = (command: string, ...words: readonly string[]) =>
        keyturn([command, '--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory, ...words]);

      const status = await ask('status');
      const verify = await ask('verify');
      const plan = await ask('plan');
      const rotate = await keyturn(rotateArguments(simulation));
      const adopt = await keyturn(rotateArguments(simulation, '--adopt'));

      expect([status, verify, plan, rotate, adopt].map(({ code }) => code)).toEqual([0, 7, 3, 3, 3]);
      for (const { stdout, stderr } of [status, verify, plan, rotate, adopt]) {
        const said = flat(`${stdout} ${stderr}`);
        expect(said).toContain(`${SENTENCE}, ${sentence}`);
        expect(said).toContain('sealed copy of it: s2:/var/lib/keyturn/sealed/0123456789ab/before');
        expect(said).toContain('A person must decide');
        for (const words of HARMFUL) expect(said).not.toMatch(words);
      }
      expect(flat(status.stdout)).toMatch(new RegExp(`^Cluster \\S+ \\(\\w+\\) ${SENTENCE}`));
      expect(flat(verify.stdout)).toMatch(new RegExp(`^Proof of cluster \\S+ ${SENTENCE}`));
      expect(flat(rotate.stderr)).toContain(`error: ${SENTENCE}`);
      expect(await linesThatChange(simulation)).toEqual([]);
    },
  );
});

describe('the same for a program', () => {
  it('given JSON, then status and verify have it as data, and the failure of rotate too', async ({ expect }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', secrets: 30 });
    await lose(simulation, `keys-lost:${String(LEFT)}`, 'k3s');
    const json = async (command: string): Promise<unknown> =>
      JSON.parse((await keyturn([command, '--inventory', simulation.inventory, '--output', 'json'])).stdout);
    const held = {
      key: 'aescbc/aescbckey',
      secrets: LEFT,
      state: 'held',
      lacking: ['s1'],
      holding: ['s2', 's3'],
      copies: [{ server: 's2', keys: ['aescbc/aescbckey'] }],
    };

    expect(await json('status')).toMatchObject({ rotation: { outOfReach: [held, { state: 'behind' }] } });
    expect(await json('verify')).toMatchObject({ holds: false, outOfReach: [held, { state: 'behind' }] });
    const rotate = await keyturn(rotateArguments(simulation, '--output', 'json'));
    expect(JSON.parse(rotate.stdout)).toMatchObject({
      outcome: { kind: 'refused', failure: { kind: 'keys-out-of-reach', keys: [held] } },
    });
  });
});
