import { keyLabel } from '../../model/encryption.ts';
import { keyCreatedAt } from '../key-age.ts';
import { activeKeyOf, controlPlaneServers } from '../fact-reading.ts';
import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { FactsCheck, PreflightCheck } from './preflight-input.ts';

/**
 * Encryption must be on, with a key (failures.md B23). Only a status or file that was read can show disabled encryption. An unread status or
 * file is refused by `units-active` or `questions-answered`.
 */
const encryptionEnabled: PreflightCheck = ({ facts }) => {
  const findings = controlPlaneServers(facts).flatMap(({ name, encryption }): readonly Finding[] => {
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

/** The apiserver reads the file that the engine manages. Otherwise a rotation changes nothing (failures.md B19). */
const managedPath: PreflightCheck = ({ facts }) => {
  const planes = controlPlaneServers(facts).map(({ name, dataDir, apiserver }) => {
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
 * An apiserver in a static pod without polling never loads the rotated file. Waiting would be in vain, and `rotate-keys` itself waits for the
 * load (failures.md B1). K3s's apiserver restarts with the engine's process.
 */
const automaticReload: PreflightCheck = ({ facts, cluster, resolved }) => {
  if (facts.distribution === 'k3s') return [];
  const isNeeded = cluster.rotation.apiserverReload === 'wait' || resolved === 'rotate-keys';
  const planes = controlPlaneServers(facts).map(({ name, apiserver }) => ({
    name,
    reload: apiserver?.automaticReload,
  }));
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
 * Hand-made files break the engine. The engine supports only Secrets, and one provider of its own before `identity` (failures.md 2.2). If the
 * configuration names another provider than the file, the next key is of another kind. keyturn cannot prove such a migration as a rotation.
 */
export const providersManaged: FactsCheck = ({ facts }) => {
  const findings = controlPlaneServers(facts).flatMap(({ name, encryption, criticalConfig }): readonly Finding[] => {
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

/** The engine writes files with mode 0600, owned by root. Wider modes show the keys to other users of the host. */
const fileModes: PreflightCheck = ({ facts }) => {
  const findings = controlPlaneServers(facts).flatMap(({ name, encryption }): readonly Finding[] => {
    const file = encryption?.file;
    if (file === undefined || (/^0?[0-7]00$/.test(file.mode) && file.owner.startsWith('root:'))) return [];
    return [{ server: name, evidence: [`path=${file.path}`, `mode=${file.mode}`, `owner=${file.owner}`] }];
  });
  return judge({ id: 'file-modes', verdict: 'warn' }, findings);
};

/** Every control-plane Node carries the engine's annotation for the server's own file (engine.md, "State"). */
const nodesAnnotated: PreflightCheck = ({ facts }) => {
  const findings = facts.nodes
    .filter(({ roles, annotation }) => roles.includes('control-plane') && annotation === undefined)
    .map(({ name, unreadableAnnotation }): Finding => ({
      evidence: [`node=${name}`, `annotation=${unreadableAnnotation ?? 'absent'}`],
    }));
  return judge({ id: 'nodes-annotated', verdict: 'refuse', issues: ['k3s-io/k3s#5139'] }, findings);
};

const apiserversReady: PreflightCheck = ({ facts }) => {
  const findings = controlPlaneServers(facts)
    .filter(({ apiserver }) => apiserver?.ready !== true)
    .map(({ name }): Finding => ({ server: name, evidence: ['readyz=not ok'] }));
  return judge({ id: 'apiservers-ready', verdict: 'refuse' }, findings);
};

/** The key's name holds the date, except for a first key. A date in the future means a wrong clock. */
const keyDated: PreflightCheck = ({ facts, now }) => {
  const key = controlPlaneServers(facts).flatMap((server) => activeKeyOf(server) ?? [])[0];
  const createdAt = key === undefined ? undefined : keyCreatedAt(key.name);
  const ahead = createdAt !== undefined && Date.parse(createdAt) > now + 60_000;
  const evidence = [`key=${key === undefined ? 'none' : keyLabel(key)}`, `created=${createdAt ?? 'unknown'}`];
  if (ahead) return judge({ id: 'key-age', verdict: 'refuse' }, [{ evidence }]);
  return [{ id: 'key-age', verdict: 'pass', server: undefined, evidence, issues: [] }];
};

/** The checks of every control-plane server in every stage (failures.md 7.1, 5 and 6). */
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

/**
 * A server without an apiserver has the encryption file too, and copies the datastore's file at every start. Without a restart an earlier key
 * stays on the server's disk. No process reads with the earlier key, but the key still exists.
 */
export const unusedFiles: FactsCheck = ({ facts }) => {
  const active = controlPlaneServers(facts).flatMap((server) => activeKeyOf(server) ?? [])[0];
  const wanted = active === undefined ? undefined : keyLabel(active);
  const findings = facts.servers.flatMap(({ name, unusedFile }) => {
    const others = (unusedFile?.keys ?? []).map(keyLabel).filter((label) => label !== wanted);
    return others.length === 0 ? [] : [{ server: name, evidence: others.map((label) => `key=${label}`) }];
  });
  return judge({ id: 'unused-files', verdict: 'warn' }, findings);
};
