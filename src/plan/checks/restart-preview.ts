import { judgeTwice, type Finding } from './check-result.ts';
import type { PreflightCheck } from './preflight-input.ts';

/** Means something at a server's first start alone: it is often pointed at a load balancer later. */
const AT_JOINING: readonly string[] = ['server'];

/** Settings that were edited since the engine was started: a restart would bring them alive in the middle of the rotation. */
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

/** What a restart is, besides a restart. */
export const restartPreviewChecks: readonly PreflightCheck[] = [restartSettings];
