import { keyLabel } from '../../model/encryption.ts';
import { keyCreatedAt } from '../key-age.ts';
import { activeKeyOf, controlPlanes } from '../fact-reading.ts';
import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { FactsCheck, PreflightCheck } from './preflight-input.ts';

/**
 * Encryption must be on, and must have a key (failures.md B23). Only what was read can say that it is off: that a status or a file could not
 * be read refuses as that (`units-active`, `questions-answered`).
 */
const encryptionEnabled: PreflightCheck = ({ facts }) => {
  const findings = controlPlanes(facts).flatMap(({ name, encryption }): readonly Finding[] => {
    if (encryption === undefined) return [];
    const { file, filesRead, status } = encryption;
    const hasKey = !filesRead || (file !== undefined && file.keys.length > 0);
    if (hasKey && (status.kind === 'unread' || status.said.enablement === 'enabled')) return [];
    const said = status.kind === 'unread' ? 'unread' : status.said.enablement;
    const seen = filesRead ? (file === undefined ? 'absent' : 'present') : 'unread';
    return [
      {
        server: name,
        evidence: [`status=${said}`, `file=${seen}`, ...(filesRead ? [`keys=${String(file?.keys.length ?? 0)}`] : [])],
      },
    ];
  });
  return judge({ id: 'encryption-enabled', verdict: 'refuse', issues: ['rancher/dashboard#8193'] }, findings);
};

/** The file the engine manages is the file the apiserver reads, or a rotation changes nothing (failures.md B19). */
const managedPath: PreflightCheck = ({ facts }) => {
  const planes = controlPlanes(facts).map(({ name, dataDir, apiserver }) => {
    const managed = `${dataDir}/server/cred/encryption-config.json`;
    return { name, managed, used: apiserver?.encryptionConfigPath };
  });
  const unread = planes.filter(({ used }) => used === undefined);
  const others = planes.filter(({ managed, used }) => used !== undefined && used !== managed);
  return judgeTwice(
    { id: 'managed-path', issues: ['rancher/rke2#850', 'k3s-io/k3s#4928'] },
    {
      refused: others.map(({ name, managed, used }) => ({
        server: name,
        evidence: [`managed=${managed}`, `used=${String(used)}`],
      })),
      warned: unread.map(({ name }) => ({ server: name, evidence: ['encryption-provider-config=unread'] })),
    },
  );
};

/**
 * An apiserver in a static pod that does not poll its file never loads what a rotation writes: waiting for it is in vain, and
 * `rotate-keys` waits for it itself (failures.md B1). K3s's apiserver starts anew with its process.
 */
const automaticReload: PreflightCheck = ({ facts, cluster, resolved }) => {
  if (facts.distribution === 'k3s') return [];
  const isNeeded = cluster.rotation.apiserverReload === 'wait' || resolved === 'rotate-keys';
  const planes = controlPlanes(facts).map(({ name, apiserver }) => ({ name, reload: apiserver?.automaticReload }));
  const finding = (server: string, seen: string): Finding => ({
    server,
    evidence: [`encryption-provider-config-automatic-reload=${seen}`],
  });
  return judgeTwice(
    { id: 'automatic-reload', issues: ['rancher/rke2#5535'] },
    {
      refused: planes.filter(({ reload }) => isNeeded && reload === false).map(({ name }) => finding(name, 'false')),
      warned: planes
        .filter(({ reload }) => isNeeded && reload === undefined)
        .map(({ name }) => finding(name, 'unread')),
    },
  );
};

/**
 * Hand-made files break the engine: Secrets alone, and one provider of its own before `identity` (failures.md 2.2). With another provider
 * in the configuration than in the file, the next key is of another kind: such a migration is not a rotation that keyturn could prove.
 */
export const providersManaged: FactsCheck = ({ facts }) => {
  const findings = controlPlanes(facts).flatMap(({ name, encryption, criticalConfig }): readonly Finding[] => {
    const file = encryption?.file;
    if (file === undefined) return [];
    const { providers, resources } = file;
    const [first, second, ...more] = providers;
    const isOwn = first === 'aescbc' || first === 'secretbox';
    const configured = criticalConfig['secrets-encryption-provider'] ?? first;
    const isPlain = isOwn && (second === undefined || second === 'identity') && more.length === 0;
    if (isPlain && configured === first && resources.length === 1 && resources[0] === 'secrets') return [];
    return [
      {
        server: name,
        evidence: [
          `providers=${providers.join(' ')}`,
          `resources=${resources.join(' ') || 'unread'}`,
          ...(configured === first ? [] : [`configured=${String(configured)}`]),
        ],
      },
    ];
  });
  return judge({ id: 'providers-managed', verdict: 'refuse', issues: ['rancher/rke2#4621'] }, findings);
};

/** The engine writes 0600 and root; anything wider shows the keys to others on that host. */
const fileModes: PreflightCheck = ({ facts }) => {
  const findings = controlPlanes(facts).flatMap(({ name, encryption }): readonly Finding[] => {
    const file = encryption?.file;
    if (file === undefined || (/^0?[0-7]00$/.test(file.mode) && file.owner.startsWith('root:'))) return [];
    return [{ server: name, evidence: [`path=${file.path}`, `mode=${file.mode}`, `owner=${file.owner}`] }];
  });
  return judge({ id: 'file-modes', verdict: 'warn' }, findings);
};

/** Every control-plane Node carries the engine's annotation, and it is this server's file (engine.md, "State"). */
const nodesAnnotated: PreflightCheck = ({ facts }) => {
  const findings = facts.nodes
    .filter(({ roles, annotation }) => roles.includes('control-plane') && annotation === undefined)
    .map(({ name, unreadableAnnotation }): Finding => ({
      evidence: [`node=${name}`, `annotation=${unreadableAnnotation ?? 'absent'}`],
    }));
  return judge({ id: 'nodes-annotated', verdict: 'refuse', issues: ['k3s-io/k3s#5139'] }, findings);
};

const apiserversReady: PreflightCheck = ({ facts }) => {
  const findings = controlPlanes(facts)
    .filter(({ apiserver }) => apiserver?.ready !== true)
    .map(({ name }): Finding => ({ server: name, evidence: ['readyz=not ok'] }));
  return judge({ id: 'apiservers-ready', verdict: 'refuse' }, findings);
};

/** The stamp is in the key's name; a first key has none. A key of the future means that a clock was wrong. */
const keyDated: PreflightCheck = ({ facts, now }) => {
  const key = controlPlanes(facts).flatMap((server) => activeKeyOf(server) ?? [])[0];
  const createdAt = key === undefined ? undefined : keyCreatedAt(key.name);
  const ahead = createdAt !== undefined && Date.parse(createdAt) > now + 60_000;
  const evidence = [`key=${key === undefined ? 'none' : keyLabel(key)}`, `created=${createdAt ?? 'unknown'}`];
  if (ahead) return judge({ id: 'key-age', verdict: 'refuse' }, [{ evidence }]);
  return [{ id: 'key-age', verdict: 'pass', server: undefined, evidence, issues: [] }];
};

/** What must hold on every control-plane server, whatever the stage (failures.md 7.1, 5 and 6). */
export const encryptionChecks: readonly PreflightCheck[] = [
  encryptionEnabled,
  managedPath,
  automaticReload,
  providersManaged,
  fileModes,
  nodesAnnotated,
  apiserversReady,
  keyDated,
];
