import type { Stage } from '../../model/encryption.ts';
import type { SimulatedServer } from './server.ts';
import type { World } from './world.ts';

/** The commands that change something, in the engine's words. */
export type EngineCommand = 'prepare' | 'rotate' | 'reencrypt' | 'rotate-keys';

const ALLOWED_FROM: Readonly<Record<EngineCommand, readonly Stage[]>> = {
  prepare: ['start', 'reencrypt_finished'],
  rotate: ['prepare'],
  reencrypt: ['rotate'],
  'rotate-keys': ['start', 'reencrypt_finished'],
};

/** Two annotations that differ, among control-plane Nodes that have one: the engine looks at no others. */
export function hashMismatch(world: World): string | undefined {
  const annotated = world.controlPlanes().flatMap((server) => {
    const annotation = server.annotation();
    return annotation === undefined ? [] : [{ name: server.name, annotation }];
  });
  const [first] = annotated;
  const other = annotated.find(({ annotation }) => annotation !== first?.annotation);
  return first === undefined || other === undefined
    ? undefined
    : `hash does not match between ${first.name} and ${other.name}`;
}

/** Why the engine refuses a command before it writes anything; `undefined`: it takes it (engine.md, "Commands"; failures.md 2.2). */
export function refusalOf(world: World, server: SimulatedServer, command: EngineCommand): string | undefined {
  const { provider } = server.config();
  if (provider === 'secretbox' && command !== 'rotate-keys') {
    return `${command} does not support secretbox key type, use rotate-keys instead`;
  }
  const mismatch = hashMismatch(world);
  if (mismatch !== undefined) return mismatch;
  const annotation = server.annotation();
  if (annotation === undefined) return `missing annotation on node ${server.name}`;
  const cut = annotation.lastIndexOf('-');
  const stage = annotation.slice(0, cut) as Stage;
  if (!ALLOWED_FROM[command].includes(stage)) return `incorrect stage: ${stage} found on node ${server.name}`;
  const hash = annotation.slice(cut + 1);
  return hash === server.configHash() ? undefined : `invalid hash: ${hash} found on node ${server.name}`;
}
