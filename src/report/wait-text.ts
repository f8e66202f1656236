import type { Gate } from '../model/step.ts';
import { unreachable } from '../model/unreachable.ts';

/** What several servers wait for side by side, after their names. Only these gates are waited for side by side. */
export function sharedReason(gate: Gate): string {
  switch (gate) {
    case 'loaded':
      return 'their apiservers still use the old file';
    case 'canary':
      return 'no canary Secret is under the expected key through them';
    default:
      return reasonOf(gate);
  }
}

/** What is being waited for, after the name of a server, and what was seen instead. */
export function waitReason(gate: Gate, observed: readonly string[]): string {
  const seen = seenText(gate, observed);
  return `${reasonOf(gate)}${seen === '' ? '' : ` (${seen})`}`;
}

function reasonOf(gate: Gate): string {
  switch (gate) {
    case 'unit':
      return 'its service is starting';
    case 'node':
      return 'its Node is not back yet';
    case 'apiserver':
      return 'its apiserver does not answer /readyz yet';
    case 'etcd':
      return 'etcd is not whole again';
    case 'stage':
      return 'its stage and files are not yet those of the leader';
    case 'loaded':
      return 'its apiserver still uses the old file';
    case 'canary':
      return 'no canary Secret is under the expected key through it';
    case 'cluster':
      return 'restarts when all others are well';
    case 'saved':
      return 'the engine saves its files in the datastore';
    default:
      return unreachable(gate);
  }
}

/** The evidence of a look in words, where it has any. Other evidence stays as it was found. */
function seenText(gate: Gate, observed: readonly string[]): string {
  const facts = new Map(
    observed.map((one): readonly [string, string] => {
      const at = one.indexOf('=');
      return at === -1 ? [one, ''] : [one.slice(0, at), one.slice(at + 1)];
    }),
  );
  const [active, sub] = [facts.get('ActiveState'), facts.get('SubState')];
  if (gate === 'unit' && active !== undefined) return sub === undefined ? active : `${active}/${sub}`;
  if (gate === 'apiserver' && facts.get('readyz') === 'false') return '';
  if (gate === 'loaded' && facts.has('file')) return '';
  if (gate === 'node' && facts.has('Ready')) return facts.get('Ready') === 'true' ? 'no heartbeat since' : 'not Ready';
  if (gate === 'stage' && facts.has('annotation')) return `stage ${facts.get('stage') ?? '?'}`;
  return observed.join(', ');
}
