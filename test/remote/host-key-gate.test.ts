import { describe, it } from 'vitest';

import { createHostKeyGate } from '../../src/remote/host-key-gate.ts';
import { parseKnownHosts } from '../../src/remote/host-keys/known-hosts-entry.ts';
import { ed25519Pair } from '../support/ssh-key.ts';
import { sshTarget } from '../support/ssh-target.ts';

const [one, other] = [ed25519Pair(), ed25519Pair()];
const target = sshTarget({ host: 's1', knownHosts: ['known_hosts'] });

function wireKey({ public: text }: { readonly public: string }): Buffer {
  return Buffer.from(text.split(' ')[1] ?? '', 'base64');
}

function gateWith(known: string) {
  const parsed = parseKnownHosts(known, 'known_hosts');
  if (!parsed.ok) throw new Error(parsed.reason);
  return createHostKeyGate({ server: 's1', target, entries: parsed.entries });
}

describe('the gate for host keys, asked again when session keys change', () => {
  it('given the same key, then it passes as often as it is asked', ({ expect }) => {
    const gate = gateWith(`s1 ${one.public}\n`);
    expect([1, 2, 3].map(() => gate.verifier(wireKey(one)))).toEqual([true, true, true]);
    expect(gate.refusal()).toBeUndefined();
  });

  it('given another key in the middle, then it is refused even when it is recorded too', ({ expect }) => {
    const gate = gateWith(`s1 ${one.public}\ns1 ${other.public}\n`);
    expect(gate.verifier(wireKey(one))).toBe(true);
    expect(gate.verifier(wireKey(other))).toBe(false);
    expect(gate.refusal()).toMatchObject({ kind: 'host-key-changed', recordedAt: 'known_hosts:2' });
  });

  it('given a buffer that is reused after the answer, then the first key is still remembered', ({ expect }) => {
    const gate = gateWith(`s1 ${one.public}\ns1 ${other.public}\n`);
    const reused = wireKey(one);
    expect(gate.verifier(reused)).toBe(true);
    wireKey(other).copy(reused);
    expect(gate.verifier(reused)).toBe(false);
  });
});
