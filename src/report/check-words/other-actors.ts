import type { CheckWords } from './types.ts';

/**
 * Checks of other programs that control servers, and how to pause each program (README, "Others who restart servers").
 */
export const OTHER_ACTOR_CHECK_WORDS = {
  'upgrade-plans': {
    good: 'no upgrade plan selects a server that it has not been applied to',
    bad: 'an upgrade plan selects servers: it restarts or drains them on its own',
    next: 'Let it finish, or pause it while the run lasts: kubectl -n system-upgrade scale deployment system-upgrade-controller --replicas=0 (with no job of it running). Afterwards scale it back.',
  },
  'system-agents': {
    good: 'no agent of Rancher steers the servers',
    bad: 'Rancher steers this server through its agent: a change of the cluster there restarts the service here',
    next: 'Change nothing of the cluster in Rancher while the run lasts, or stop the agent for that time on every server: systemctl stop rancher-system-agent. Start it again afterwards.',
  },
  kured: {
    good: 'kured reboots no server',
    bad: 'kured may reboot servers',
    next: `Pause it while the run lasts: kubectl -n kube-system annotate daemonset kured weave.works/kured-node-lock='{"nodeID":"manual"}' (with a --concurrency above 1 as many locks as that: '{"locks":[{"nodeID":"manual"},{"nodeID":"manual"}]}'). Afterwards remove the annotation again (the same with weave.works/kured-node-lock- at its end).`,
  },
  'host-reboots': {
    good: 'no host is about to reboot or to update itself',
    bad: 'a host is about to reboot, or to update itself and perhaps reboot or restart the service',
    next: 'Wait until it is over, or hold it off while the run lasts: shutdown -c cancels a planned reboot, systemctl stop TIMER a timer (start it again afterwards).',
  },
} satisfies Readonly<Record<string, CheckWords>>;
