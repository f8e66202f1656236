import { hashMismatch } from './guards.ts';
import type { SimulatedServer } from './server.ts';
import type { World } from './world.ts';

const TYPES = { aescbc: 'AES-CBC', secretbox: 'XSalsa20-POLY1305' } as const;

/** `secrets-encrypt status` of one server, in both forms and in the form before April 2025 (failures.md 5.1, 5.2). */
export function statusOutput(world: World, server: SimulatedServer, json: boolean): string {
  if (world.faults.has('status-unreadable', server.name)) return 'Verschlüsselung: wahrscheinlich\n';
  const { provider, keys, identityFirst } = server.config();
  const annotation = server.annotation() ?? '';
  const stage = annotation.slice(0, annotation.lastIndexOf('-')) || server.state().stage;
  const mismatch = hashMismatch(world);
  const type = TYPES[provider];
  const [active, ...inactive] = identityFirst ? [undefined, ...keys] : keys;
  if (json) {
    const label = (name: string): string => (world.faults.has('old-status') ? name : `${type} ${name}`);
    const status = {
      stage,
      activekey: active === undefined ? '' : label(active.name),
      enable: !identityFirst,
      ...(mismatch === undefined ? { hashmatch: true } : { hasherror: mismatch }),
      ...(inactive.length === 0 ? {} : { inactivekeys: inactive.map((key) => label(key?.name ?? '')) }),
    };
    return `${JSON.stringify(status, undefined, '\t')}\n`;
  }
  const rows = keys.map((key) => ` ${key === active ? '*' : ' '}      ${type}  ${key.name}`);
  return [
    `Encryption Status: ${identityFirst ? 'Disabled' : 'Enabled'}`,
    `Current Rotation Stage: ${stage}`,
    `Server Encryption Hashes: ${mismatch ?? 'All hashes match'}`,
    '',
    'Active  Key Type  Name',
    '------  --------  ----',
    ...rows,
    '',
    '',
  ].join('\n');
}
