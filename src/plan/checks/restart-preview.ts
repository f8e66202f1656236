import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { PreflightCheck } from './preflight-input.ts';

/** A setting that matters only at a server's first start, and is often pointed at a load balancer later. */
const AT_JOINING: readonly string[] = ['server'];

/** Settings edited since the engine's start. A restart would activate the edits in the middle of the rotation. */
const restartSettings: PreflightCheck = ({ facts }) => {
  const changes = facts.servers.flatMap(({ name, changedSettings }) =>
    changedSettings.map((change) => ({
      setting: change.name,
      finding: {
        server: name,
        evidence: [change.name, `running=${change.running || 'unset'}`, `next=${change.next || 'unset'}`],
      } satisfies Finding,
    })),
  );
  const isSmall = ({ setting }: (typeof changes)[number]): boolean => AT_JOINING.includes(setting);
  return judgeTwice(
    { id: 'restart-settings', issues: ['k3s-io/k3s#7195'] },
    {
      refused: changes.filter((change) => !isSmall(change)).map(({ finding }) => finding),
      warned: changes.filter(isSmall).map(({ finding }) => finding),
    },
  );
};

/** Other changes that a restart would activate, such as edits of files and of the unit, and certificates that the engine renews at start. */
const restartPreview: PreflightCheck = ({ facts }) => {
  const findings = facts.servers.flatMap(({ name, restartPreview: preview }): readonly Finding[] => {
    if (preview === undefined) return [{ server: name, evidence: ['preview=unread'] }];
    const { changedFiles, unitChanged, certificates } = preview;
    const evidence = [
      ...changedFiles.map((path) => `edited since the start=${path}`),
      ...(unitChanged ? ['NeedDaemonReload=yes'] : []),
      ...certificates,
    ];
    return evidence.length === 0 ? [] : [{ server: name, evidence }];
  });
  return judge({ id: 'restart-preview', verdict: 'warn' }, findings);
};

/**
 * `restart-container` stops the apiserver with the crictl of RKE2's own containerd. If the engine uses another runtime, crictl finds no
 * container. The check reports the problem before the leader's restart.
 */
const containerRuntime: PreflightCheck = ({ facts, cluster }) => {
  const asked = cluster.rotation.apiserverReload === 'restart-container' && facts.distribution === 'rke2';
  const findings = facts.servers.flatMap(({ name, roles, containerRuntime: runtime }): readonly Finding[] =>
    asked && roles.includes('control-plane') && runtime !== undefined && runtime !== ''
      ? [{ server: name, evidence: ['apiserverReload=restart-container', `container-runtime-endpoint=${runtime}`] }]
      : [],
  );
  return judge({ id: 'container-runtime', verdict: 'refuse' }, findings);
};

/** The checks of a restart's side effects. */
export const restartPreviewChecks: readonly PreflightCheck[] = [restartSettings, restartPreview, containerRuntime];
