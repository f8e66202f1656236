import type { Stage } from '../../model/encryption.ts';
import type { EncryptionConfig } from './encryption-config.ts';

const TYPES = { aescbc: 'AES-CBC', secretbox: 'XSalsa20-POLY1305' } as const;

/** The facts behind `secrets-encrypt status`. */
export interface StatusInput {
  readonly config: EncryptionConfig;
  readonly stage: Stage;
  /** The words of `hashMismatch`. */
  readonly mismatch: string | undefined;
  /** Keys without their type in JSON, as before April 2025. */
  readonly bareNames?: boolean;
}

/** `secrets-encrypt status -o json` (failures.md 5.2). */
export function statusJson({ config, stage, mismatch, bareNames = false }: StatusInput): string {
  const { provider, keys, identityFirst } = config;
  const labels = keys.map(({ name }) => (bareNames ? name : `${TYPES[provider]} ${name}`));
  const [active = '', ...inactive] = identityFirst ? ['', ...labels] : labels;
  const status = {
    stage,
    activekey: active,
    enable: !identityFirst,
    ...(mismatch === undefined ? { hashmatch: true } : { hasherror: mismatch }),
    ...(inactive.length === 0 ? {} : { inactivekeys: inactive }),
  };
  return `${JSON.stringify(status, undefined, '\t')}\n`;
}

/** `secrets-encrypt status` (failures.md 5.1). */
export function statusText({ config, stage, mismatch }: StatusInput): string {
  const { provider, keys, identityFirst } = config;
  const rows = keys.map(({ name }, index) => ({ active: index === 0 && !identityFirst, type: TYPES[provider], name }));
  const width = Math.max(...['Key Type', ...rows.map(({ type }) => type)].map(({ length }) => length));
  return [
    `Encryption Status: ${identityFirst ? 'Disabled' : 'Enabled'}`,
    `Current Rotation Stage: ${stage}`,
    `Server Encryption Hashes: ${mismatch ?? 'All hashes match'}`,
    '',
    `Active  ${'Key Type'.padEnd(width)}  Name`,
    `------  ${'--------'.padEnd(width)}  ----`,
    ...rows.map(({ active, type, name }) => ` ${active ? '*' : ' '}      ${type.padEnd(width)}  ${name}`),
    '',
    '',
  ].join('\n');
}
