import { keyLabel } from '../../model/encryption.ts';
import type { AuditEvidence, AuditMend, AuditVerdict } from '../../model/audit.ts';
import type { ServerFacts } from '../../model/facts.ts';
import { activeKeyOf, controlPlaneServers, statusOf } from '../../plan/fact-reading.ts';
import { keyAge } from '../../plan/key-age.ts';
import type { AuditFacts } from '../facts/audit-facts.ts';
import { fact, judged, noted, unread } from './verdict.ts';

const DAY_MS = 86_400_000;

/** Encryption is on and loaded with one key everywhere, every Secret is under that key, and the key is young enough. */
export function secretsEncryption(facts: AuditFacts): AuditVerdict {
  const planes = controlPlaneServers(facts.cluster);
  const servers = planes.flatMap(serverEvidence);
  const census = censusEvidence(facts);
  const age = ageEvidence(facts);
  const isTurnedOff = servers.some(({ verdict }) => verdict === 'fails');
  const mend: AuditMend[] =
    isTurnedOff || planes.length === 0 ? [{ kind: 'look-at-encryption' }] : [{ kind: 'rotate' }];
  return judged([...servers, ...census, ...age], { mend });
}

function serverEvidence(server: ServerFacts): readonly AuditEvidence[] {
  const { name, encryption, apiserver } = server;
  const status = statusOf(server);
  const file = encryption?.file;
  const enabled: AuditEvidence =
    status === undefined
      ? unread(`${name} status`, 'enabled')
      : fact(`${name} status`, status.enablement, 'enabled', status.enablement === 'enabled');
  if (encryption?.filesRead !== true) return [enabled, unread(`${name} providers`, 'identity last')];
  const providers = file?.providers ?? [];
  const isOrdered = providers.length > 0 && providers[0] !== 'identity' && isLastOrMissing(providers);
  const keys = (file?.keys ?? []).map(keyLabel);
  return [
    enabled,
    fact(`${name} providers`, providers.join(', ') || undefined, 'identity last', isOrdered),
    fact(`${name} keys`, keys.join(', ') || undefined, 'one key', keys.length === 1),
    ...(apiserver?.loaded.kind === 'hash' && file !== undefined
      ? [
          fact(
            `${name} loaded file`,
            apiserver.loaded.sha256.slice(0, 12),
            file.sha256.slice(0, 12),
            apiserver.loaded.sha256 === file.sha256,
          ),
        ]
      : [noted(`${name} loaded file`, 'not named by this release')]),
  ];
}

/** With `identity` before a key, new Secrets are stored in the clear. */
function isLastOrMissing(providers: readonly string[]): boolean {
  const at = providers.indexOf('identity');
  return at === -1 || at === providers.length - 1;
}

function censusEvidence({ cluster }: AuditFacts): readonly AuditEvidence[] {
  const { census } = cluster;
  const active = controlPlaneServers(cluster).flatMap((server) => activeKeyOf(server) ?? [])[0];
  const label = active === undefined ? undefined : keyLabel(active);
  if (census === undefined) return [unread('Secrets outside the key', '0')];
  const under = label === undefined ? 0 : (census.byKey[label] ?? 0);
  const elsewhere = census.total - under;
  return [
    noted('Secrets', String(census.total)),
    fact('Secrets outside the key', String(elsewhere), '0', elsewhere === 0),
    ...(census.plaintext === 0 ? [] : [noted('Secrets in the clear', String(census.plaintext))]),
  ];
}

function ageEvidence({ cluster, now, maxKeyAgeMs }: AuditFacts): readonly AuditEvidence[] {
  const age = keyAge(cluster, now);
  if (age.kind === 'unknown') {
    return [noted('age of the key', age.key === undefined ? undefined : `unknown, ${age.key} has no date`)];
  }
  const days = `${Math.floor(age.ageMs / DAY_MS)} days`;
  if (maxKeyAgeMs === undefined) return [noted('age of the key', days)];
  return [fact('age of the key', days, `at most ${Math.floor(maxKeyAgeMs / DAY_MS)} days`, age.ageMs <= maxKeyAgeMs)];
}
