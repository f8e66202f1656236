import { readFileSync } from 'node:fs';

import { parse } from 'yaml';
import * as z from 'zod';

import { NEWEST_ERA, type Era } from '../../../src/model/simulation.ts';
import { CONFIG, DISTRIBUTION } from './paths.ts';

const LAB = '/etc/keyturn-lab/host.json';

const peerSchema = z.object({ name: z.string(), ip: z.string() });
const labSchema = z.object({
  ip: z.string(),
  members: z.array(peerSchema),
  controlPlanes: z.array(peerSchema).min(1),
  version: z.string(),
  reloadMetric: z.boolean().default(true),
  reloadPeriodSeconds: z.number().optional(),
  rememberBackOff: z.boolean().default(false),
  saveDelayMs: z.number().default(0),
  era: z.enum(['2026', '2025', '2022']).default(NEWEST_ERA),
});
const configSchema = z.object({
  'node-name': z.string(),
  token: z.string().min(1),
  'disable-etcd': z.boolean().default(false),
  'disable-apiserver': z.boolean().default(false),
  'secrets-encryption-provider': z.enum(['aescbc', 'secretbox']).default('aescbc'),
});

/** What this host is: from the engine's own configuration, and from what only the lab knows. */
export interface Host {
  readonly name: string;
  readonly ip: string;
  readonly token: string;
  readonly hasEtcd: boolean;
  /** The datastore is SQLite, asked through kine, as on a K3s server that was told nothing. */
  readonly hasKine: boolean;
  readonly hasApiserver: boolean;
  readonly provider: 'aescbc' | 'secretbox';
  readonly members: readonly z.infer<typeof peerSchema>[];
  readonly controlPlanes: readonly z.infer<typeof peerSchema>[];
  readonly version: string;
  /** Whether the apiserver names the hash of the file it uses, as recent ones do. */
  readonly reloadMetric: boolean;
  /** How often the apiserver looks at its file; its own minute when `undefined`. */
  readonly reloadPeriodSeconds?: number | undefined;
  /** Whether back-offs of containers outlive a restart of the engine. */
  readonly rememberBackOff: boolean;
  /** Fault: how long a stage command takes between writing its files and saving them in the datastore. */
  readonly saveDelayMs: number;
  /** How it prints. */
  readonly era: Era;
}

/** Reads both. Throws on a host that is not furnished. */
export function readHost(): Host {
  const config = configSchema.parse(parse(readFileSync(CONFIG, 'utf8')));
  const lab = labSchema.parse(JSON.parse(readFileSync(LAB, 'utf8')));
  // The lab's K3s has one server, and no other datastore.
  const hasKine = DISTRIBUTION === 'k3s';
  return {
    ...lab,
    name: config['node-name'],
    token: config.token,
    hasEtcd: !hasKine && !config['disable-etcd'],
    hasKine,
    hasApiserver: !config['disable-apiserver'],
    provider: config['secrets-encryption-provider'],
  };
}
