import type { CensusPoint } from '../../../src/model/step.ts';
import type { Roll } from '../../../src/model/strategy.ts';

/** The cluster is looked at, then something is counted, if it must be: the last thing before the restart. */
function beforeRestart(roll: Roll, server: string, counted?: CensusPoint): readonly string[] {
  return [`awaitGate ${roll} ${server} cluster`, ...(counted === undefined ? [] : [`takeCensus ${counted}`])];
}

/** A control-plane server goes and becomes healthy. */
export function healthy(roll: Roll, server: string, counted?: CensusPoint): readonly string[] {
  return [
    ...beforeRestart(roll, server, counted),
    `requestRestart ${roll} ${server}`,
    `awaitGate ${roll} ${server} unit`,
    `awaitGate ${roll} ${server} node`,
    `awaitGate ${roll} ${server} apiserver`,
    `awaitGate ${roll} ${server} etcd`,
    `awaitGate ${roll} ${server} stage`,
    `holdStable ${roll} ${server} unit+node+apiserver+etcd+stage`,
  ];
}

/** The same with its kube-apiserver's container stopped, and the new file in use. */
export function healthyByContainer(roll: Roll, server: string): readonly string[] {
  const before = healthy(roll, server);
  return [
    ...before.slice(0, -1),
    `awaitGate ${roll} ${server} cluster`,
    `restartApiserver ${roll} ${server}`,
    `awaitGate ${roll} ${server} apiserver`,
    ...before.slice(-1),
    ...loaded(roll, server),
  ];
}

/** An etcd-only server goes and becomes healthy. */
export function etcdHealthy(roll: Roll, server: string, counted?: CensusPoint): readonly string[] {
  return [
    ...beforeRestart(roll, server, counted),
    `requestRestart ${roll} ${server}`,
    `awaitGate ${roll} ${server} unit`,
    `awaitGate ${roll} ${server} node`,
    `awaitGate ${roll} ${server} etcd`,
    `holdStable ${roll} ${server} unit+node+etcd`,
  ];
}

/** Its apiserver uses the new file and writes with the expected key. */
export function loaded(roll: Roll, server: string): readonly string[] {
  return [`awaitGate ${roll} ${server} loaded`, `awaitGate ${roll} ${server} canary`];
}
