import type { Gate } from '../model/step.ts';
import type { RollServer } from '../model/strategy.ts';

/** What an apiserver must show: it uses the file on its disk, and it writes with the expected key. */
export const LOADED_GATES: readonly Gate[] = ['loaded', 'canary'];

/** What a restarted server must show before the next one may be touched (design.md, "Gates"). An etcd-only server has no apiserver and no stage. */
export function healthGatesOf(server: RollServer): readonly Gate[] {
  return server.part === 'etcd-only' ? ['unit', 'node', 'etcd'] : ['unit', 'node', 'apiserver', 'etcd', 'stage'];
}
